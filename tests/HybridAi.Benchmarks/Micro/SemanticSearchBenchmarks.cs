using System.Globalization;
using BenchmarkDotNet.Attributes;
using HybridAi.Core.Caching;
using HybridAi.Core.Caching.Semantic;
using HybridAi.Core.Tenancy;

namespace HybridAi.Benchmarks.Micro;

/// <summary>A prompt's vector; and the search for it among 100,000 others of the same scope, of which some are nearly the same, at two thresholds.</summary>
public class SemanticSearchBenchmarks
{
    private const int Entries = 100_000;

    private static readonly string[] Words =
        ["invoice", "router", "python", "holiday", "garden", "contract", "database", "recipe", "engine", "letter", "market", "student", "airport", "river", "camera", "novel", "budget", "window", "muscle", "planet"];

    private readonly SemanticIndex _index = new(NgramEmbedder.Dimensions, Entries, 1L << 30, TimeProvider.System);
    private readonly float[] _query = new float[NgramEmbedder.Dimensions];
    private readonly float[] _made = new float[NgramEmbedder.Dimensions];
    private readonly SemanticCandidate[] _found = new SemanticCandidate[4];
    private readonly string _prompt = string.Concat(Enumerable.Repeat("How do I write a short letter to the landlord about the broken window? ", 8))[..500];

    /// <summary>The least similarity.</summary>
    [Params(0.95f, 0.70f)]
    public float Threshold { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var random = new Random(1);
        for (var i = 0; i < Entries; i++)
        {
            var prompt = Prompt(random, i);
            NgramEmbedder.Embed(prompt, _made);
            _index.Put(
                new SemanticEntry { Key = new CacheKey(OrganizationId.Default, (UInt128)i, (UInt128)i), Scope = 1, Facts = PromptFacts.Read(prompt), ExpiresAt = DateTimeOffset.MaxValue }, _made);
        }

        NgramEmbedder.Embed(Prompt(random, Entries / 2), _query);
    }

    [Benchmark]
    public bool Embed500Characters() => NgramEmbedder.Embed(_prompt, _made);

    [Benchmark]
    public int SearchAmong100000() => _index.Search(1, _query, Threshold, _found);

    // All ask for the same in other words: more alike than any traffic is.
    private static string Prompt(Random random, int number) => string.Create(
        CultureInfo.InvariantCulture, $"Please explain how a {Word(random)} and a {Word(random)} of the {Word(random)} relate to the {Word(random)} in {1000 + number}.");

    private static string Word(Random random) => Words[random.Next(Words.Length)];
}
