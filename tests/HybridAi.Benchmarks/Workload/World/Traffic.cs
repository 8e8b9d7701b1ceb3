using HybridAi.Core.Routing;

namespace HybridAi.Benchmarks.Workload.World;

/// <summary>Makes the requests of a seed: sessions begin by a Poisson process whose rate goes up and down once in a day; those of a session follow each other.</summary>
internal sealed class Traffic(long seed, DateTimeOffset start, TimeSpan length, TimeSpan day, double sessionsPerSecond)
{
    private const double Wave = 0.5;

    // Most applications say what their requests are for; some do not.
    private const double Labelled = 0.8;

    // The sizes of requests spread around their task's, and estimates around the truth.
    private const double InputSpread = 0.4;
    private const double OutputSpread = 0.5;
    private const double EstimateSpread = 0.1;

    private readonly Texts _texts = new(seed);
    private readonly List<Draft> _drafts = [];
    private int _pieces;

    /// <summary>All of them, in the order of arrival.</summary>
    public Arrival[] Make()
    {
        var dice = new Dice(seed, Draw.Sessions);
        var session = 0;
        for (var at = 0.0; at < length.TotalSeconds; at += dice.Exponential(1 / (sessionsPerSecond * (1 + Wave))))
        {
            // Thinned: what is drawn at the highest rate is kept as often as the rate of the moment demands.
            if (dice.Next() * (1 + Wave) <= 1 - (Wave * Math.Cos(2 * Math.PI * at / day.TotalSeconds)))
                AddSession(session++, at);
        }

        return [.. _drafts.OrderBy(draft => draft.At).Select((draft, number) => Finish(draft, number))];
    }

    private void AddSession(int number, double at)
    {
        var dice = new Dice(seed, Draw.Session, number);
        var index = TaskOf(dice.Next());
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

    private static int TaskOf(double share)
    {
        for (var i = 0; i < TaskProfile.All.Count - 1; i++)
        {
            if ((share -= TaskProfile.All[i].Share) < 0)
                return i;
        }

        return TaskProfile.All.Count - 1;
    }

    private sealed record Draft(double At, int Task, (int Id, int Tokens)[] Pieces, double Output, bool Streamed, bool IsLabelled);
}
