namespace HybridAi.Benchmarks.Suite;

/// <summary>Everything that a run has found, by subject.</summary>
internal sealed class SuiteResults
{
    public List<ScenarioResult> Rounds { get; } = [];

    /// <summary>Resident bytes before the paired rounds, keys created.</summary>
    public Dictionary<string, long> IdleBytes { get; } = [];

    /// <summary>Resident bytes after them.</summary>
    public Dictionary<string, long> LoadedBytes { get; } = [];

    public Dictionary<string, OpenStreams.Result> Streams { get; } = [];

    /// <summary>Milliseconds, by what was started.</summary>
    public IReadOnlyDictionary<string, Spread> StartUp { get; set; } = new Dictionary<string, Spread>();

    /// <summary>By gateway.</summary>
    public Dictionary<string, (bool Agree, string Text)> Records { get; } = [];

    /// <summary>The most that other work took of the cores in any round that counts.</summary>
    public double Foreign => Rounds.Select(result => result.Rounds.Max(round => round.Foreign)).DefaultIfEmpty(0).Max();
}
