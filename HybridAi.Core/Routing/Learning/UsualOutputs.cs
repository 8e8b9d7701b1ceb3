using HybridAi.Core.Routing.Strategies;

namespace HybridAi.Core.Routing.Learning;

/// <summary>How long answers usually are, by kind of request. A fixed number of kinds; any number of threads, none of which waits.</summary>
internal sealed class UsualOutputs
{
    public const int Places = 1024;

    private const double Prior = 5;

    private readonly UsualOutput?[] _places = new UsualOutput?[Places];
    private UsualOutput _all = new(0, 0, Expected.OutputTokens, FeatureVector.OutputFeature(Expected.OutputTokens));

    /// <summary>All that are there, the first being that of all requests.</summary>
    public IEnumerable<UsualOutput> All => _places.OfType<UsualOutput>().Prepend(_all);

    /// <summary>Learns how long an answer was.</summary>
    public void Learn(in RequestContext context, double tokens)
    {
        Replace(ref _all!, 0, tokens);
        Replace(ref _places[context.Task % Places], context.Task, tokens);
        Replace(ref _places[context.Kind % Places], context.Kind, tokens);
    }

    /// <summary>How long an answer will be, without regard to the request's own bound.</summary>
    /// <returns>The mean in tokens, and the mean of the feature.</returns>
    public (double Tokens, double Feature) Find(in RequestContext context)
    {
        var all = Volatile.Read(ref _all);
        var usual = (all.Tokens, all.Feature);
        Narrow(context.Task, ref usual);
        Narrow(context.Kind, ref usual);
        return usual;
    }

    /// <summary>Goes on from what was there before.</summary>
    public void Restore(ReadOnlySpan<UsualOutput> known)
    {
        for (var i = 0; i < known.Length; i++)
        {
            if (i == 0)
                _all = known[i];
            else
                _places[known[i].Key % Places] = known[i];
        }
    }

    private void Narrow(ulong key, ref (double Tokens, double Feature) usual)
    {
        if (Volatile.Read(ref _places[key % Places]) is not { } own || own.Key != key)
            return;
        var share = own.Weight / (own.Weight + Prior);
        usual = (usual.Tokens + (share * (own.Tokens - usual.Tokens)), usual.Feature + (share * (own.Feature - usual.Feature)));
    }

    private static void Replace(ref UsualOutput? place, ulong key, double tokens)
    {
        while (true)
        {
            var before = Volatile.Read(ref place);
            var after = before is null || (before.Key != key && before.Weight <= 1) ? new UsualOutput(key, 0, 0, 0).With(tokens)
                : before.Key == key ? before.With(tokens)
                : before with { Weight = before.Weight - 1 };
            if (Interlocked.CompareExchange(ref place, after, before) == before)
                return;
        }
    }
}
