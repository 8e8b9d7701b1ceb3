namespace HybridAi.Core.Health.Resources;

/// <summary>What was done about memory at one look.</summary>
[Flags]
public enum MemoryActs
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Caches let go of half of what they held.</summary>
    Shrunk = 1,

    /// <summary>Memory was compacted.</summary>
    Collected = 2,

    /// <summary>From now on nothing new is taken.</summary>
    Refused = 4,

    /// <summary>From now on requests are taken again.</summary>
    Resumed = 8,
}
