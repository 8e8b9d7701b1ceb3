namespace HybridAi.Simulator.Scripts;

/// <summary>A small generator of reproducible numbers (SplitMix64): the same seed gives the same sequence everywhere.</summary>
internal struct Randomness(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double NextUnit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, <paramref name="count"/>).</summary>
    public int NextIndex(int count) => (int)(Next() % (ulong)count);

    /// <summary>Standard normal (Box–Muller).</summary>
    public double NextNormal() =>
        Math.Sqrt(-2 * Math.Log(1 - NextUnit())) * Math.Cos(2 * Math.PI * NextUnit());

    public static ulong Mix(ulong a, ulong b) => new Randomness(a ^ (b * 0xD6E8FEB86659FD93)).Next();
}
