namespace HybridAi.Core.Metrics;

/// <summary>
/// Random numbers for any number of threads, none of which waits. The same seed gives the same numbers in the same order, so that what was
/// drawn can be drawn again.
/// </summary>
/// <remarks>SplitMix64 (G. Steele, D. Lea, C. Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014). Not for secrets.</remarks>
/// <param name="seed">The seed.</param>
public sealed class RandomSource(long seed)
{
    private const ulong Golden = 0x9E37_79B9_7F4A_7C15;
    private ulong _state = (ulong)seed;

    /// <summary>The next number: at least 0, below 1.</summary>
    public double Next()
    {
        var mixed = Interlocked.Add(ref _state, Golden);
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
        return ((mixed ^ (mixed >> 31)) >> 11) * (1.0 / (1L << 53));
    }
}
