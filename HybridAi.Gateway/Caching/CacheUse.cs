using HybridAi.Core.Caching;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Caching.Semantic;

namespace HybridAi.Gateway.Caching;

/// <summary>How one request uses the cache.</summary>
internal sealed class CacheUse
{
    /// <summary>What its answer is found by.</summary>
    public required CacheKey Key { get; init; }

    /// <summary>What it is found by if notes within messages do not count; null: they do.</summary>
    public CacheKey? Approximate { get; set; }

    /// <summary>How long its answer may be given again.</summary>
    public required TimeSpan Ttl { get; init; }

    /// <summary>The rule that said so, or null.</summary>
    public string? Rule { get; init; }

    /// <summary>Who may answer for the model. What another one says instead is not kept: it would stand there when they can answer again.</summary>
    public required Deployment[] Candidates { get; init; }

    /// <summary>The answer that was found; null: none was.</summary>
    public CacheHit Hit { get; set; }

    /// <summary>What it is compared by where only what it means counts; null if nothing is.</summary>
    public SemanticUse? Semantic { get; set; }

    /// <summary>How similar the prompt of the answer is that was found by its meaning; null: it is the same.</summary>
    public float? Similarity { get; set; }

    /// <summary>The call that it shares with others; null: none.</summary>
    public Flight? Flight { get; set; }

    /// <summary>Whether it leads that call.</summary>
    public bool Leads { get; set; }

    /// <summary>Whether somebody else's answer is given to it.</summary>
    public bool IsAnswered => Hit.IsHit || (Flight is not null && !Leads);
}
