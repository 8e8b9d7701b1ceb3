using HybridAi.Core.Routing;

namespace HybridAi.Benchmarks.Workload.World;

/// <summary>Makes the requests of a seed: sessions begin by a <see cref="PoissonProcess"/>; the requests of a session follow each other.</summary>
internal sealed class Traffic(long seed, DateTimeOffset start, TimeSpan length, TimeSpan day, double sessionsPerSecond)
{
    /// <summary>Most applications say what their requests are for; some do not.</summary>
    public const double Labelled = 0.8;

    /// <summary>The sizes of requests spread around their task's.</summary>
    public const double InputSpread = 0.4, OutputSpread = 0.5;

    /// <summary>Estimates spread around the truth.</summary>
    public const double EstimateSpread = 0.1;

    private readonly Texts _texts = new(seed);
    private readonly List<Draft> _drafts = [];
    private int _pieces;

    /// <summary>All of them, in the order of arrival.</summary>
    public Arrival[] Make()
    {
        foreach (var (session, at) in PoissonProcess.Times(new Dice(seed, Draw.Sessions), length, day, sessionsPerSecond).Index())
            AddSession(session, at);
        return [.. _drafts.OrderBy(draft => draft.At).Select((draft, number) => Finish(draft, number))];
    }

    private void AddSession(int number, double at)
    {
        var dice = new Dice(seed, Draw.Session, number);
        var index = TaskProfile.At(dice.Next());
        var task = TaskProfile.All[index];
        var isLabelled = new Dice(seed, Draw.Labels, number).Next() < Labelled;
        var turns = task.Turns > 1 ? 1 + (int)dice.Exponential(task.Turns - 1) : 1;
        // The same instructions for all prompts of a task.
        var pieces = new List<(int, int)> { (-index - 1, task.Instructions) };
        for (var turn = 0; turn < turns && at < length.TotalSeconds; turn++)
        {
            var (input, output) = ((int)dice.LogNormal(task.Input, InputSpread) + 1, dice.LogNormal(task.Output, OutputSpread));
            pieces.Add((_pieces++, input));
            _drafts.Add(new Draft(at, index, [.. pieces], output, dice.Next() < task.Streamed, isLabelled));
            pieces.Add((_pieces++, (int)output + 1));
            at += dice.Exponential(task.Pause);
        }
    }

    private Arrival Finish(Draft draft, int number)
    {
        var at = TimeSpan.FromSeconds(draft.At);
        var input = draft.Pieces.Sum(piece => piece.Tokens);
        var request = new RouteRequest
        {
            Model = "workload",
            At = start + at,
            InputTokens = (int)new Dice(seed, Draw.Request, number).LogNormal(input, EstimateSpread),
            MostOutputTokens = TaskProfile.All[draft.Task].MostOutput,
            Streamed = draft.Streamed,
            Task = draft.IsLabelled ? TaskProfile.All[draft.Task].Name : null,
            Prefix = _texts.Mark(draft.Pieces),
        };
        return new Arrival(number, at, draft.Task, input, draft.Output, request);
    }

    private sealed record Draft(double At, int Task, (int Id, int Tokens)[] Pieces, double Output, bool Streamed, bool IsLabelled);
}
