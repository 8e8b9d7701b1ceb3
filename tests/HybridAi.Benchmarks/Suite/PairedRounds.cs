using HybridAi.Benchmarks.Subjects;

namespace HybridAi.Benchmarks.Suite;

/// <summary>
/// Runs a scenario against all subjects in turn, round by round, in an order shuffled anew: what drifts on the machine meets all alike.
/// A round in which others worked on the machine is run again, within bounds; which rounds count is decided by that alone, never by
/// what they measured.
/// </summary>
internal sealed class PairedRounds(SuiteOptions options, Random random, Progress progress)
{
    /// <summary>Share of all cores that others may take before a round counts as disturbed.</summary>
    public const double MostForeign = 0.05;

    public async Task<ScenarioResult> RunAsync(Scenario scenario, Bench bench, CancellationToken stop)
    {
        using var plan = await SlicePlan.PrepareAsync(scenario, bench, stop);
        foreach (var subject in Those(bench, scenario))
            await plan.MeasureAsync(subject, options.WarmUp, stop);

        var rounds = new List<Round>();
        var most = options.Rounds + (options.Rounds / 3);
        while (rounds.Count < most && rounds.Count(round => round.Foreign <= MostForeign) < options.Rounds)
        {
            rounds.Add(await RunRoundAsync(plan, bench, stop));
            progress.Say($"{scenario.Name}: round {rounds.Count} of {options.Rounds}, other work on the machine {rounds[^1].Foreign:P0}");
        }

        return new(scenario, [.. rounds.OrderBy(round => round.Foreign).Take(options.Rounds)], rounds.Count);
    }

    private static IEnumerable<Subject> Those(Bench bench, Scenario scenario) => bench.Subjects.Where(subject => SubjectNames.TakesPart(subject.Name, scenario.Cached));

    private async Task<Round> RunRoundAsync(SlicePlan plan, Bench bench, CancellationToken stop)
    {
        var order = Those(bench, plan.Scenario).ToArray();
        random.Shuffle(order);
        var measured = new Dictionary<string, Measurement>();
        foreach (var subject in order)
            measured[subject.Name] = await plan.MeasureAsync(subject, plan.Scenario.LengthOf(options.Slice), stop);
        return new(measured);
    }
}
