namespace HybridAi.Core.Routing.Learning;

/// <summary>
/// The cells of one deployment: all of its answers, and those by kind. A fixed number: a kind whose place is taken wears the other one away until it is worth less than a single answer.
/// Written by one thread at a time, read by any number.
/// </summary>
internal sealed class AnswerCells
{
    public const int Places = 64;

    private readonly AnswerCell?[] _cells = new AnswerCell?[Places];
    private AnswerCell _all = AnswerCell.Of(0);

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
        var estimate = new AnswerEstimate(1, 0, 0, all.Weight).Drawn(all);
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
        estimate = estimate.Drawn(cell);
    }

    private void Learn(ulong key, bool usable, (double Length, double Cached)? tokens)
    {
        ref var place = ref _cells[key % Places];
        var after = place switch
        {
            null => AnswerCell.Of(key),
            var mine when mine.Key == key => mine,
            { Weight: > 1 } other => other.Worn(),
            _ => AnswerCell.Of(key),
        };
        Volatile.Write(ref place, after.Key == key ? after.With(usable, tokens) : after);
    }
}

/// <summary>What answers of a kind are probably like: see <see cref="AnswerCell"/>.</summary>
internal readonly record struct AnswerEstimate(double Usable, double Length, double Cached, double Weight)
{
    /// <summary>The same drawn towards a narrower kind as far as that is to be trusted.</summary>
    public AnswerEstimate Drawn(AnswerCell cell) => new(
        Usable + (cell.Trust * (cell.Usable - Usable)), Length + (cell.CountedTrust * (cell.Length - Length)), Cached + (cell.CountedTrust * (cell.Cached - Cached)), Weight);
}
