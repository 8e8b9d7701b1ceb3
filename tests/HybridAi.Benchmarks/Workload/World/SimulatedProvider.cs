using HybridAi.Core.Costs;
using HybridAi.Core.Resilience;
using HybridAi.Core.Routing.PromptCache;

namespace HybridAi.Benchmarks.Workload.World;

/// <summary>One provider while one contender calls it: how much it has to do, what is in its prompt cache, what it charges.</summary>
/// <param name="world">The world that it is in.</param>
/// <param name="number">Its number in <see cref="ProviderProfile.All"/>.</param>
internal sealed class SimulatedProvider(SimulatedWorld world, int number)
{
    // Five of a hundred attempts fail: by 500, 429, silence until the time-out, a broken connection.
    private const double ErrorRate = 0.05;
    private static readonly (double Share, Error Kind)[] Errors = [(0.40, Error.Server), (0.30, Error.RateLimit), (0.10, Error.Silence), (0.20, Error.Cut)];

    // Of broken connections of streams, the share that breaks after the first content: nobody can answer these any more.
    private const double CutInMidStream = 0.05;

    // How often a provider finds a prompt in its cache that it should have.
    private const double CacheHits = 0.9;

    private const double FirstTokenSpread = 0.35;
    private const double SpeedSpread = 0.2;

    private readonly ProviderProfile _profile = ProviderProfile.All[number];
    private readonly Dictionary<ulong, TimeSpan> _cache = [];
    private int _inFlight;

    /// <summary>Attempts that it was sent.</summary>
    public int Attempts { get; private set; }

    /// <summary>What it has charged for.</summary>
    public Cost Charged { get; private set; }

    /// <summary>Attempts that it has not answered yet.</summary>
    public int InFlight => _inFlight;

    /// <summary>An attempt begins; what will become of it depends on the moment, and on what else the provider has to do.</summary>
    /// <param name="arrival">The request.</param>
    /// <param name="attempt">How often it was sent here before.</param>
    /// <param name="now">The moment.</param>
    /// <param name="left">After how long the whole request is given up.</param>
    public Answer Begin(Arrival arrival, int attempt, TimeSpan now, TimeSpan left)
    {
        Attempts++;
        _inFlight++;
        var dice = new Dice(world.Seed, Draw.Attempt, arrival.Number, (attempt * ProviderProfile.All.Count) + number);
        var whole = Sound(arrival, dice, now);
        var answer = world.Outage.Hits(number, now) ? Down(arrival) : dice.Next() < ErrorRate ? Fail(arrival, whole, dice) : whole;
        return answer.Duration <= left ? answer : GivenUp(answer, left);
    }

    /// <summary>It has ended.</summary>
    /// <returns>What it cost.</returns>
    public Cost End(Arrival arrival, Answer answer, TimeSpan now)
    {
        _inFlight--;
        if (answer.Failure is null && arrival.Request.Prefix is { } prefix)
        {
            foreach (var mark in prefix)
                _cache[mark.Hash] = now;
        }

        var cost = world.DeploymentsFor(arrival)[number].Prices.CostOf(answer.Usage, SimulatedWorld.Start + now) ?? throw new InvalidOperationException($"{_profile.Model} has no price.");
        Charged += cost;
        return cost;
    }

    /// <summary>What an attempt would come to on average if it began now, by one who knows all of the provider's state but not the luck of the draw.</summary>
    /// <param name="arrival">The request.</param>
    /// <param name="now">The moment.</param>
    public Expectation Expect(Arrival arrival, TimeSpan now)
    {
        var slowness = SlownessAt(arrival, now, _inFlight + 1);
        var (cached, fresh) = Cached(arrival, now);
        var output = OutputOf(arrival);
        var first = slowness * ((_profile.FirstToken * MeanOf(FirstTokenSpread)) + ((arrival.InputTokens - (CacheHits * cached)) / _profile.PromptPerSecond));
        var whole = first + (slowness * output / _profile.TokensPerSecond * MeanOf(SpeedSpread));
        var hit = CostOf(arrival, now, new TokenUsage { Input = arrival.InputTokens - cached - fresh, CachedInput = cached, CacheWrite = fresh, Output = output });
        var miss = CostOf(arrival, now, new TokenUsage { Input = arrival.InputTokens - Markable(arrival), CacheWrite = Markable(arrival), Output = output });
        var failure = world.Outage.Hits(number, now) ? 1 : ErrorRate;
        var quality = (_profile.Quality + _profile.Affinity[arrival.Task]) * (1 - (world.Change?.WithheldBy(number, arrival) ?? 0));
        return new Expectation(quality, failure, (CacheHits * hit) + ((1 - CacheHits) * miss), first, whole);
    }

    private double CostOf(Arrival arrival, TimeSpan now, TokenUsage usage) => (double)world.DeploymentsFor(arrival)[number].Prices.CostOf(usage, SimulatedWorld.Start + now)!.Value.Usd;

    // Of a log-normal draw with the median 1.
    private static double MeanOf(double spread) => Math.Exp(spread * spread / 2);

    // An answer as it would be without an error.
    private Answer Sound(Arrival arrival, Dice dice, TimeSpan now)
    {
        var slowness = SlownessAt(arrival, now, _inFlight);
        var (cached, fresh) = dice.Next() < CacheHits ? Cached(arrival, now) : (0, Markable(arrival));
        var output = OutputOf(arrival);
        var withheld = world.Change?.WithheldBy(number, arrival) is > 0 and var share && new Dice(world.Seed, Draw.Withheld, arrival.Number, number).Next() < share;
        var first = slowness * (dice.LogNormal(_profile.FirstToken, FirstTokenSpread) + ((arrival.InputTokens - cached) / _profile.PromptPerSecond));
        var rest = slowness * output / dice.LogNormal(_profile.TokensPerSecond, SpeedSpread);
        return new Answer
        {
            Duration = TimeSpan.FromSeconds(first + rest),
            FirstContent = arrival.Request.Streamed ? TimeSpan.FromSeconds(first) : null,
            Usage = new TokenUsage { Input = arrival.InputTokens - cached - fresh, CachedInput = cached, CacheWrite = fresh, Output = output },
            Withheld = withheld,
            Quality = withheld ? 0 : Math.Clamp(_profile.Quality + _profile.Affinity[arrival.Task] + (ProviderProfile.Noise * dice.Normal()), 0, 1),
        };
    }

    private double SlownessAt(Arrival arrival, TimeSpan now, int inFlight) =>
        world.Drifts[number].At(now) * (world.Change?.SlownessOf(number, arrival) ?? 1) * Math.Sqrt(Math.Max(1, (double)inFlight / _profile.Capacity));

    private long OutputOf(Arrival arrival)
    {
        var output = Math.Max(1, (long)(arrival.OutputTokens * _profile.Verbosity));
        return Math.Min(output, arrival.Request.MostOutputTokens ?? output);
    }

    private Answer Fail(Arrival arrival, Answer whole, Dice dice)
    {
        var kind = KindOf(dice.Next());
        var at = dice.Next();
        var input = whole.Usage with { Output = 0 };
        switch (kind)
        {
            case Error.Server:
                return new Answer { Duration = TimeSpan.FromSeconds(0.1 + (2 * at)), Failure = FailureCause.ServerError };
            case Error.RateLimit:
                return new Answer { Duration = TimeSpan.FromMilliseconds(80), Failure = FailureCause.RateLimit, RetryAfter = TimeSpan.FromSeconds(1 + (int)(15 * at)) };
            case Error.Silence:
                return Silent(arrival) with { Usage = input };
        }

        if (whole.FirstContent is not { } first)
            return new Answer { Duration = at * whole.Duration, Failure = FailureCause.Connection, Usage = input };
        if (dice.Next() >= CutInMidStream)
            return new Answer { Duration = at * first, Failure = FailureCause.Connection, Usage = input };
        return new Answer
        {
            Duration = first + (at * (whole.Duration - first)), FirstContent = first, Failure = FailureCause.Cut, Usage = whole.Usage with { Output = (long)(at * whole.Usage.Output) },
        };
    }

    private Answer Down(Arrival arrival) =>
        world.Outage.Hangs ? Silent(arrival) : new Answer { Duration = TimeSpan.FromMilliseconds(5), Failure = FailureCause.Connection };

    private static Answer Silent(Arrival arrival) => new()
    {
        Duration = arrival.Request.Streamed ? SimulatedWorld.Upstream.FirstTokenTimeout : SimulatedWorld.Upstream.AnswerTimeout, Failure = FailureCause.FirstTokenTimeout,
    };

    private static Answer GivenUp(Answer answer, TimeSpan left) => answer with
    {
        Duration = left, Failure = FailureCause.TotalTimeout, FirstContent = answer.FirstContent <= left ? answer.FirstContent : null,
    };

    // How much of the prompt it has in its cache, and how much it puts there now.
    private (int Cached, int Fresh) Cached(Arrival arrival, TimeSpan now)
    {
        var markable = Markable(arrival);
        for (var i = (arrival.Request.Prefix?.Length ?? 0) - 1; i >= 0; i--)
        {
            var mark = arrival.Request.Prefix![i];
            if (_cache.TryGetValue(mark.Hash, out var used) && now - used < PromptCacheMap.Lifetime)
                return (Math.Min(mark.Tokens, markable), markable - Math.Min(mark.Tokens, markable));
        }

        return (0, markable);
    }

    private static int Markable(Arrival arrival) => arrival.Request.Prefix is [.., var last] ? Math.Min(last.Tokens, arrival.InputTokens) : 0;

    private static Error KindOf(double share)
    {
        foreach (var (part, kind) in Errors)
        {
            if ((share -= part) < 0)
                return kind;
        }

        return Errors[^1].Kind;
    }

    private enum Error
    {
        Server,
        RateLimit,
        Silence,
        Cut,
    }
}
