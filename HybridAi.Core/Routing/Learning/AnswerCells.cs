namespace HybridAi.Core.Routing.Learning;

/// <summary>
/// The cells of one deployment: all of its answers, and those by kind. A fixed number: a kind whose place is taken wears the other one away until it is worth less than a single answer.
/// Written by one thread at a time, read by any number.
/// </summary>
internal sealed class AnswerCells
{
    public const int Places = 64;

    // What a wider kind says counts as much as so many answers of the narrow one.
    private const double Prior = 10;

    private readonly AnswerCell?[] _cells = new AnswerCell?[Places];
    private AnswerCell _all = AnswerCell.None;

    /// <summary>All cells that are there, the first being that of all answers.</summary>
    public IEnumerable<AnswerCell> All => _cells.OfType<AnswerCell>().Prepend(_all);

    /// <summary>Learns an answer.</summary>
    public void Learn(in RequestContext context, bool usable, (double Length, double Cached)? tokens)
    {
        Volatile.Write(ref _all, _all.With(usable, tokens));
        Learn(context.Task, usable, tokens);
        Learn(context.Kind, usable, tokens);
        Learn(context.Place, usable, tokens);
    }

    /// <summary>What answers of a kind are like, each narrower kind drawn towards the wider one by how little is known of it.</summary>
    /// <returns>The same as a cell; its weight is that of all answers.</returns>
    public AnswerEstimate Find(in RequestContext context)
    {
        var all = Volatile.Read(ref _all);
        var estimate = new AnswerEstimate(Drawn(all.Usable, all.Weight, 1), Drawn(all.Length, all.Counted, 0), Drawn(all.Cached, all.Counted, 0), all.Weight);
        Narrow(context.Task, ref estimate);
        Narrow(context.Kind, ref estimate);
        Narrow(context.Place, ref estimate);
        return estimate;
    }

    /// <summary>Goes on from cells that were there before.</summary>
    public void Restore(ReadOnlySpan<AnswerCell> cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (i == 0)
                _all = cells[i];
            else
                _cells[cells[i].Key % Places] = cells[i];
        }
    }

    private void Narrow(ulong key, ref AnswerEstimate estimate)
    {
        if (Volatile.Read(ref _cells[key % Places]) is not { } cell || cell.Key != key)
            return;
        estimate = new AnswerEstimate(
            Drawn(cell.Usable, cell.Weight, estimate.Usable), Drawn(cell.Length, cell.Counted, estimate.Length), Drawn(cell.Cached, cell.Counted, estimate.Cached), estimate.Weight);
    }

    private static double Drawn(double own, double weight, double wider) => ((own * weight) + (wider * Prior)) / (weight + Prior);

    private void Learn(ulong key, bool usable, (double Length, double Cached)? tokens)
    {
        ref var place = ref _cells[key % Places];
        var after = place switch
        {
            null => AnswerCell.None with { Key = key },
            var mine when mine.Key == key => mine,
            { Weight: > 1 } other => other with { Weight = other.Weight - 1, Counted = Math.Max(0, other.Counted - 1) },
            _ => AnswerCell.None with { Key = key },
        };
        Volatile.Write(ref place, after.Key == key ? after.With(usable, tokens) : after);
    }
}

/// <summary>What answers of a kind are probably like: see <see cref="AnswerCell"/>.</summary>
internal readonly record struct AnswerEstimate(double Usable, double Length, double Cached, double Weight);
