namespace HybridAi.Core.Health.Resources;

/// <summary>The memory of this process.</summary>
public interface IProcessMemory
{
    /// <summary>Reads how much is used. Quick.</summary>
    MemoryReading Read();

    /// <summary>Frees what nobody needs, moves the rest together and gives back what that leaves. Stops everything meanwhile.</summary>
    void Collect();
}
