using HybridAi.Core.Routing;

namespace HybridAi.Benchmarks.Workload.World;

/// <summary>Makes requests of which many were made before: each is one of a number of prompts, of the tasks of <see cref="TaskProfile.All"/>, asked by one of some organizations.</summary>
internal sealed class PromptTraffic(long seed, DateTimeOffset start, TimeSpan length, Popularity popularity)
{
    // As many requests as the sessions of the usual worlds have.
    private const double PerSecond = 7.5;

    private const int Users = 1000;

    private static readonly double[] Organizations = [0.40, 0.25, 0.15, 0.12, 0.08];

    // One request in ten must not be answered from a cache. An assumption: nobody has published it.
    private static readonly (double Share, Exclusion Why)[] Exclusions = [(0.05, Exclusion.SwitchedOff), (0.03, Exclusion.Stored), (0.02, Exclusion.Spoken), (0.90, Exclusion.None)];

    private readonly Texts _texts = new(seed);
    private readonly Dictionary<int, Draft> _prompts = [];

    /// <summary>How many organizations there are.</summary>
    public static int OrganizationCount => Organizations.Length;

    /// <summary>All requests, in the order of arrival.</summary>
    public Arrival[] Make() => [.. PoissonProcess.Times(new Dice(seed, Draw.Prompts), length, length, PerSecond).Select(Ask)];

    private Arrival Ask(double seconds, int number)
    {
        var (dice, at) = (new Dice(seed, Draw.Asked, number), TimeSpan.FromSeconds(seconds));
        var asked = new AskedPrompt(
            Shares.At(Organizations, static share => share, dice.Next()), popularity.At(dice.Next()), (int)(dice.Next() * AskedPrompt.Spellings), (int)(dice.Next() * Users),
            Exclusions[Shares.At(Exclusions, static exclusion => exclusion.Share, dice.Next())].Why);
        if (!_prompts.TryGetValue(asked.Number, out var prompt))
            prompt = _prompts[asked.Number] = DraftOf(asked.Number);
        return new Arrival(number, at, prompt.Task, prompt.InputTokens, prompt.OutputTokens, prompt.Request with { At = start + at }) { Prompt = asked };
    }

    private Draft DraftOf(int number)
    {
        var dice = new Dice(seed, Draw.Prompt, number);
        var index = TaskProfile.At(dice.Next());
        var task = TaskProfile.All[index];
        var (own, output) = ((int)dice.LogNormal(task.Input, Traffic.InputSpread) + 1, dice.LogNormal(task.Output, Traffic.OutputSpread));
        var input = task.Instructions + own;
        return new Draft(index, input, output, new RouteRequest
        {
            Model = "workload",
            At = start,
            InputTokens = (int)dice.LogNormal(input, Traffic.EstimateSpread),
            MostOutputTokens = task.MostOutput,
            Streamed = dice.Next() < task.Streamed,
            Task = dice.Next() < Traffic.Labelled ? task.Name : null,
            Prefix = _texts.Mark([(-index - 1, task.Instructions), (number, own)]),
        });
    }

    private sealed record Draft(int Task, int InputTokens, double OutputTokens, RouteRequest Request);
}
