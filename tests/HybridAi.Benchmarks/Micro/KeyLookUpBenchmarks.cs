using System.Collections.Frozen;
using BenchmarkDotNet.Attributes;
using HybridAi.Core.Tenancy;

namespace HybridAi.Benchmarks.Micro;

/// <summary>From a bearer secret to what is known of it: one hash and one look-up among as many keys as the suite creates.</summary>
public class KeyLookUpBenchmarks
{
    private const int Keys = 10_000;

    private readonly string[] _secrets = [.. Enumerable.Range(0, Keys).Select(i => $"hai-bench-{i:D10}-{Guid.NewGuid():N}")];
    private FrozenDictionary<KeyHash, int> _known = FrozenDictionary<KeyHash, int>.Empty;
    private int _next;

    [GlobalSetup]
    public void SetUp() => _known = _secrets.Index().ToFrozenDictionary(secret => KeyHash.Of(secret.Item), secret => secret.Index);

    [Benchmark]
    public KeyHash Hash() => KeyHash.Of(_secrets[0]);

    [Benchmark]
    public int HashAndLookUp() => _known[KeyHash.Of(_secrets[_next = (_next + 1) % Keys])];
}
