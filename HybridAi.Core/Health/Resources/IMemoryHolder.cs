namespace HybridAi.Core.Health.Resources;

/// <summary>Something that holds memory it can do without, such as a cache.</summary>
public interface IMemoryHolder
{
    /// <summary>About how many bytes it holds.</summary>
    long Bytes { get; }

    /// <summary>Lets go of what is of least use, until it holds no more than so much.</summary>
    /// <param name="bytes">How much it may still hold, from 0.</param>
    void ShrinkTo(long bytes);
}
