using System.Buffers;
using System.Collections.Concurrent;
using HybridAi.Core.Metrics;
using HybridAi.Core.Routing.Auto;
using HybridAi.Core.Routing.Live;
using HybridAi.Core.Routing.PromptCache;
using HybridAi.Core.Routing.Rules;
using HybridAi.Core.Routing.Strategies;

namespace HybridAi.Core.Routing;

/// <summary>
/// Orders the deployments that a request could go to: what cannot serve it is left out, what is not healthy comes last, the rest is ordered by
/// a strategy. Decides by what is in memory, without a lock.
/// </summary>
/// <param name="strategies">The strategies.</param>
/// <param name="states">The deployments' live states.</param>
/// <param name="health">What says which deployments are not to be tried.</param>
/// <param name="promptCache">Which deployment has which beginning of a prompt.</param>
/// <param name="config">How it decides.</param>
/// <param name="random">What draws.</param>
/// <param name="time">The clock.</param>
public sealed class Router(
    StrategySet strategies, DeploymentStates states, IDeploymentHealth[] health, PromptCacheMap promptCache, RouterConfig config, RandomSource random, TimeProvider time)
{
    // What is worth a cached beginning: not a deployment that fails often, is much slower, or has much more to do.
    private const double MostErrors = 0.2;
    private const double MostLatency = 2;
    private const int MostBusier = 8;

    private static readonly TimeSpan Unheard = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Strategy, string Why), string> _reasons = new();

    /// <summary>Whether decisions by a strategy depend on how a prompt begins.</summary>
    /// <param name="strategy">The strategy's name.</param>
    public bool WantsPrefix(string strategy) => config.FollowsPromptCache && strategies[strategy].PromptCache != PromptCacheUse.None;

    /// <summary>Plans a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="candidates">The deployments that the model's name stands for, at least one.</param>
    /// <param name="strategyName">The strategy, one of <see cref="StrategyNames.All"/>.</param>
    /// <param name="rules">What rules say of the request. What they require has been seen to.</param>
    /// <param name="pick">What orders the models, if the name is that of an auto model: the strategy then orders the deployments of each.</param>
    /// <param name="steps">If given, gets each deployment of the plan with what put it where it is: for people, not for requests.</param>
    public RoutePlan Plan(
        RouteRequest request, Deployment[] candidates, string strategyName, in RuleVerdict rules = default, AutoPick? pick = null, List<RouteStep>? steps = null)
    {
        var strategy = strategies[strategyName];
        if (candidates.Length == 1)
        {
            steps?.Add(new RouteStep(candidates[0], null, null, 1, HeldBack(candidates[0])));
            return new RoutePlan(candidates, pick?.Reason ?? ReasonOf(strategy, "only deployment"));
        }

        var all = ArrayPool<RouteCandidate>.Shared.Rent(candidates.Length);
        try
        {
            return Plan(request, candidates, strategy, rules, pick, all.AsSpan(0, candidates.Length), steps);
        }
        finally
        {
            ArrayPool<RouteCandidate>.Shared.Return(all, clearArray: true);
        }
    }

    /// <summary>A deployment has answered a request: its provider has the beginning of the prompt in its cache now.</summary>
    /// <param name="prefix">The marks of the beginning.</param>
    /// <param name="deployment">The deployment.</param>
    public void Remember(PrefixMark[] prefix, Deployment deployment) => promptCache.Remember(prefix, deployment.Id);

    private RoutePlan Plan(RouteRequest request, Deployment[] candidates, IRoutingStrategy strategy, in RuleVerdict rules, AutoPick? pick, Span<RouteCandidate> all, List<RouteStep>? steps)
    {
        var now = time.GetTimestamp();
        var count = FillAble(request, candidates, all);
        var able = all[..count];
        var available = AvailableFirst(able);
        // If none is, all are tried.
        var choice = available == 0 ? able : able[..available];
        var first = rules.Leans ? FirstTierFirst(rules, able, choice.Length) : choice.Length;
        string? words = null;
        var reason = pick is not null ? OrderModels(request, strategy, pick, choice[..first], now, out words)
            : choice.Length == 1 ? ReasonOf(strategy, "only one left")
            : first == 1 ? ReasonOf(strategy, "first by rule")
            : Order(request, strategy, choice[..first], now, out words);
        OrderRest(request, strategy, pick, choice[first..], now);
        if (pick is not null)
            OrderRest(request, strategy, pick, able[choice.Length..], now);
        var plan = new Deployment[able.Length];
        for (var i = 0; i < able.Length; i++)
            plan[i] = able[i].Deployment;
        steps?.AddRange(StepsOf(request, strategy, pick, able));
        var note = NoteOf(candidates, able, available);
        return new RoutePlan(plan, reason, note is null ? words : words is null ? note : $"{words} {note}");
    }

    private List<RouteStep> StepsOf(RouteRequest request, IRoutingStrategy strategy, AutoPick? pick, ReadOnlySpan<RouteCandidate> planned)
    {
        var steps = new List<RouteStep>(planned.Length);
        var tiers = new SortedSet<UInt128>();
        foreach (ref readonly var candidate in planned)
            tiers.Add(candidate.Tier);
        foreach (ref readonly var candidate in planned)
        {
            // An auto model's are ordered by what the pick says, which has words of its own.
            var scored = pick is null && !double.IsNaN(candidate.Score);
            steps.Add(new RouteStep(
                candidate.Deployment, scored ? candidate.Score : null, scored ? strategy.Tell(request, candidate) : null, tiers.GetViewBetween(UInt128.MinValue, candidate.Tier).Count,
                HeldBack(candidate.Deployment)));
        }

        return steps;
    }

    // Moves the available of the first tier to the front, and says how many there are. The others are ordered by whoever orders them.
    private static int FirstTierFirst(in RuleVerdict rules, Span<RouteCandidate> able, int available)
    {
        foreach (ref var candidate in able)
            candidate.Tier = rules.TierOf(candidate.Deployment);
        if (available < able.Length)
            CandidateOrder.Sort(able[available..]);
        var lowest = able[0].Tier;
        for (var i = 1; i < available; i++)
            lowest = able[i].Tier < lowest ? able[i].Tier : lowest;
        var first = 0;
        for (var i = 0; i < available; i++)
        {
            if (able[i].Tier != lowest)
                continue;
            (able[i], able[first]) = (able[first], able[i]);
            first++;
        }

        return first;
    }

    // Those of the later tiers, and an auto model's that are not healthy, are what is fallen back on.
    private void OrderRest(RouteRequest request, IRoutingStrategy strategy, AutoPick? pick, Span<RouteCandidate> rest, long now)
    {
        if (rest.Length < 2)
            return;
        Look(request, rest, now);
        if (pick is not null)
        {
            pick.Order(request, rest);
            foreach (ref var candidate in rest)
                candidate.Score = candidate.Rank;
        }
        else if (!strategy.TakesTurns)
            strategy.Score(request, rest);
        CandidateOrder.Sort(rest);
    }

    private string Order(RouteRequest request, IRoutingStrategy strategy, Span<RouteCandidate> choice, long now, out string? words)
    {
        Look(request, choice, now);
        return Arrange(request, strategy, choice, now, out words);
    }

    private string Arrange(RouteRequest request, IRoutingStrategy strategy, Span<RouteCandidate> choice, long now, out string? words)
    {
        strategy.Score(request, choice);
        CandidateOrder.Sort(choice);
        var why = FollowPromptCache(strategy, request, choice) ?? Explore(strategy, choice, now);
        var triedOut = why is null ? strategy.TryOut(request, choice) : 0;
        MoveToFront(choice, triedOut);
        var explained = strategy.Explain(request, choice, triedOut > 0);
        words = explained?.Note;
        // Figures differ from request to request, so that these are not kept.
        return why is null && explained is { } own ? $"{strategy.Name}; {own.Why}" : ReasonOf(strategy, why ?? strategy.Reason);
    }

    // An auto model's: model by model, and each model's deployments by the strategy.
    private string OrderModels(RouteRequest request, IRoutingStrategy strategy, AutoPick pick, Span<RouteCandidate> choice, long now, out string? words)
    {
        words = null;
        Look(request, choice, now);
        pick.Order(request, choice);
        var reason = pick.Reason;
        for (int start = 0, end; start < choice.Length; start = end)
        {
            for (end = start + 1; end < choice.Length && choice[end].Rank == choice[start].Rank; end++)
            {
            }

            if (end - start == 1)
                continue;
            // Under its own name, so that each model's deployments take turns of their own.
            var why = Arrange(request with { Model = choice[start].Deployment.QualifiedModel, AskedModel = request.Model }, strategy, choice[start..end], now, out var ownWords);
            if (start == 0)
                (reason, words) = ($"{reason}; {why}", ownWords);
        }

        return reason;
    }

    // Those that can do what the request needs; all of them if none can, for the provider says best what is wrong then.
    private static int FillAble(RouteRequest request, Deployment[] candidates, Span<RouteCandidate> able)
    {
        var count = 0;
        for (var i = 0; i < candidates.Length; i++)
        {
            if (!Capability.Lacks(request, candidates[i]))
                able[count++] = Unscored(candidates[i], i);
        }

        if (count > 0)
            return count;
        for (var i = 0; i < candidates.Length; i++)
            able[i] = Unscored(candidates[i], i);
        return candidates.Length;
    }

    private static RouteCandidate Unscored(Deployment deployment, int index) => new() { Deployment = deployment, Index = index, Score = double.NaN };

    // Moves those that may be tried to the front, in their order, and says how many there are.
    private int AvailableFirst(Span<RouteCandidate> able)
    {
        var available = 0;
        for (var i = 0; i < able.Length; i++)
        {
            able[i].State = states.Find(able[i].Deployment);
            if (!IsAvailable(able[i]))
                continue;
            var candidate = able[i];
            able[available..i].CopyTo(able[(available + 1)..]);
            able[available++] = candidate;
        }

        return available;
    }

    private bool IsAvailable(in RouteCandidate candidate)
    {
        if (candidate.InFlight >= (candidate.Deployment.Limits.Concurrent ?? int.MaxValue))
            return false;
        foreach (var one in health)
        {
            if (!one.IsAvailable(candidate.Deployment))
                return false;
        }

        return true;
    }

    private void Look(RouteRequest request, Span<RouteCandidate> choice, long now)
    {
        var cached = 0;
        var holder = request.Prefix is { } prefix ? promptCache.Find(prefix, out cached) : null;
        foreach (ref var candidate in choice)
        {
            if (candidate.State is { } state)
            {
                candidate.Figures = state.FiguresAt(now);
                candidate.ErrorRate = state.ErrorRateAt(now);
            }

            if (holder is not null && candidate.Deployment.Id == holder)
                candidate.CachedTokens = cached;
        }
    }

    private static string? FollowPromptCache(IRoutingStrategy strategy, RouteRequest request, Span<RouteCandidate> choice)
    {
        if (strategy.PromptCache != PromptCacheUse.Follows || request.Prefix is null)
            return null;
        for (var i = 0; i < choice.Length; i++)
        {
            if (choice[i].CachedTokens == 0)
                continue;
            if (i > 0 && !IsWorth(request, choice[0], choice[i]))
                return null;
            MoveToFront(choice, i);
            return "prompt cached there";
        }

        return null;
    }

    private static bool IsWorth(RouteRequest request, in RouteCandidate first, in RouteCandidate holder) => holder.ErrorRate <= MostErrors
        && holder.InFlight - first.InFlight <= MostBusier
        && (first.Figures is null || Expected.Latency(request, holder) <= MostLatency * Expected.Latency(request, first));

    // The one that was not called for the longest time, now and then; without this, what was slow once would never be known to be fast again.
    private string? Explore(IRoutingStrategy strategy, Span<RouteCandidate> choice, long now)
    {
        if (!strategy.Explores || config.Exploration <= 0)
            return null;
        var longest = -1;
        for (var i = 1; i < choice.Length; i++)
        {
            if (LastBegun(choice[i]) is var begun && (begun == long.MinValue || time.GetElapsedTime(begun, now) >= Unheard)
                && (longest < 0 || begun < LastBegun(choice[longest])))
                longest = i;
        }

        if (longest < 0 || random.Next() >= config.Exploration)
            return null;
        MoveToFront(choice, longest);
        return "exploring";
    }

    private static long LastBegun(in RouteCandidate candidate) => candidate.State?.LastBegun ?? long.MinValue;

    private static void MoveToFront(Span<RouteCandidate> choice, int index)
    {
        if (index == 0)
            return;
        var moved = choice[index];
        choice[..index].CopyTo(choice[1..]);
        choice[0] = moved;
    }

    // There are few of them, and each request has one.
    private string ReasonOf(IRoutingStrategy strategy, string why) => _reasons.GetOrAdd((strategy.Name, why), static reason => $"{reason.Strategy}; {reason.Why}");

    private string? NoteOf(Deployment[] candidates, ReadOnlySpan<RouteCandidate> able, int available)
    {
        if (available == able.Length && able.Length == candidates.Length)
            return null;
        var unable = candidates.Length - able.Length;
        var text = unable == 0 ? "" : $"{unable} of {candidates.Length} deployments cannot do what the request needs. ";
        if (available == able.Length)
            return text.TrimEnd();
        var last = new List<string>();
        foreach (ref readonly var candidate in able[available..])
            last.Add($"{candidate.Deployment.Id} ({WhyLast(candidate.Deployment)})");
        return available == 0
            ? $"{text}None of the deployments is healthy, so all are tried: {string.Join(", ", last)}."
            : $"{text}Last: {string.Join(", ", last)}.";
    }

    private string? HeldBack(Deployment deployment) =>
        IsAvailable(new RouteCandidate { Deployment = deployment, State = states.Find(deployment) }) ? null : WhyLast(deployment);

    private string WhyLast(Deployment deployment)
    {
        foreach (var one in health)
        {
            if (!one.IsAvailable(deployment))
                return one.Describe(deployment) ?? "not healthy";
        }

        return "as many requests under way as it may have";
    }
}
