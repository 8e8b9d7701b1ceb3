namespace HybridAi.Core.Routing.Rules;

/// <summary>What the rules say of a request. The default value: nothing.</summary>
public readonly record struct RuleVerdict
{
    private readonly RuleBook? _book;
    private readonly UInt128 _matched, _demands, _leanings;

    // One more than the rule's number: the first that matched with a strategy, with hedging, with a split; and that one's share.
    private readonly int _strategy, _hedge, _split, _share;

    private RuleVerdict(RuleBook book, UInt128 matched, UInt128 demands, UInt128 leanings, int strategy, int hedge, int split, int share) =>
        (_book, _matched, _demands, _leanings, _strategy, _hedge, _split, _share) = (book, matched, demands, leanings, strategy, hedge, split, share);

    /// <summary>Whether any rule is for the request.</summary>
    public bool Any => _book is not null;

    /// <summary>The strategy that they set, or null.</summary>
    public string? Strategy => _strategy > 0 ? _book!.Rules[_strategy - 1].Rule.Then.Strategy : null;

    /// <summary>Whether the request is hedged, or null if they do not say.</summary>
    public bool? Hedge => HedgeRule?.Then.Hedge;

    /// <summary>Whether they require some deployments.</summary>
    public bool Demands => _demands != 0;

    /// <summary>Whether they put some deployments before others.</summary>
    public bool Leans => _leanings != 0;

    /// <summary>Whether a deployment may be used.</summary>
    /// <param name="deployment">The deployment.</param>
    public bool Allows(Deployment deployment) => _demands == 0 || (_book!.MarksOf(deployment).Outside & _demands) == 0;

    /// <summary>Those of some deployments that may be used; the very same if all may.</summary>
    /// <param name="deployments">The deployments.</param>
    public Deployment[] Allowed(Deployment[] deployments)
    {
        if (_demands == 0)
            return deployments;
        var count = 0;
        foreach (var deployment in deployments)
            count += Allows(deployment) ? 1 : 0;
        if (count == deployments.Length)
            return deployments;
        var allowed = new Deployment[count];
        foreach (var deployment in deployments)
        {
            if (Allows(deployment))
                allowed[^count--] = deployment;
        }

        return allowed;
    }

    /// <summary>A deployment's place: the lowest comes first. Earlier rules count more than all later ones together.</summary>
    /// <param name="deployment">The deployment.</param>
    public UInt128 TierOf(Deployment deployment) => _leanings == 0 ? 0 : _book!.MarksOf(deployment).Behind & _leanings;

    /// <summary>The rules that are for the request, in their order.</summary>
    public IEnumerable<RoutingRule> Matched()
    {
        for (var i = 0; i < (_book?.Rules.Length ?? 0); i++)
        {
            if ((_matched & (UInt128.One << i)) != 0)
                yield return _book!.Rules[i].Rule;
        }
    }

    /// <summary>The rule that set the strategy, or null.</summary>
    public RoutingRule? StrategyRule => _strategy > 0 ? _book!.Rules[_strategy - 1].Rule : null;

    /// <summary>The rule that decided about hedging, or null.</summary>
    public RoutingRule? HedgeRule => _hedge > 0 ? _book!.Rules[_hedge - 1].Rule : null;

    /// <summary>The rule that split the request, or null.</summary>
    public RoutingRule? SplitRule => _split > 0 ? _book!.Rules[_split - 1].Rule : null;

    /// <summary>The share that it got, or null.</summary>
    public SplitShare? Share => _split > 0 ? _book!.Rules[_split - 1].Rule.Then.Split![_share] : null;

    internal RuleVerdict With(RuleBook book, int number, in RuleFacts facts)
    {
        var rule = book.Rules[number];
        var (leanings, strategy, hedge, split, share) = (_leanings | rule.Leanings, _strategy, _hedge, _split, _share);
        if (strategy == 0 && rule.Rule.Then.Strategy is not null)
            strategy = number + 1;
        if (hedge == 0 && rule.Rule.Then.Hedge is not null)
            hedge = number + 1;
        if (split == 0 && rule.Split is { } arms)
        {
            (split, share) = (number + 1, Draw(arms, SplitDraw.Of(rule.Rule.Name, facts)));
            leanings |= arms[share].Leaning;
        }

        return new RuleVerdict(book, _matched | (UInt128.One << number), _demands | rule.Demand, leanings, strategy, hedge, split, share);
    }

    // Shares of 0 get nothing, also where rounding leaves a gap before 100.
    private static int Draw(SplitArm[] arms, double draw)
    {
        var last = 0;
        for (var i = 0; i < arms.Length; i++)
        {
            if (draw < arms[i].UpTo)
                return i;
            if (i > 0 && arms[i].UpTo > arms[i - 1].UpTo)
                last = i;
        }

        return last;
    }
}
