namespace HybridAi.Benchmarks.Suite;

/// <summary>The rounds of a scenario that count.</summary>
/// <param name="Scenario">Which.</param>
/// <param name="Rounds">As many as were asked for, those least disturbed by other work on the machine.</param>
/// <param name="Run">How many were run.</param>
internal sealed record ScenarioResult(Scenario Scenario, IReadOnlyList<Round> Rounds, int Run);

/// <summary>One round: every subject once.</summary>
internal sealed record Round(IReadOnlyDictionary<string, Measurement> Subjects)
{
    /// <summary>Share of all cores that went to other work in the most disturbed slice.</summary>
    public double Foreign => Subjects.Values.Max(measured => measured.Foreign);
}
