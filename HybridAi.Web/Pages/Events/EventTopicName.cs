using HybridAi.Client.Events;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Events;

/// <summary>A topic of events, for people.</summary>
/// <param name="Topic">A value of <see cref="EventTopicNames"/>.</param>
/// <param name="Name">What it is called here.</param>
public sealed record EventTopicName(string Topic, string Name)
{
    // What is told only as it happens is not listed.
    private static readonly EventTopicName[] All =
    [
        new(EventTopicNames.Alerts, "Findings"),
        new(EventTopicNames.ProviderHealth, "Health of providers"),
        new(EventTopicNames.ProviderStatus, "Circuits"),
        new(EventTopicNames.Fallback, "Fallbacks"),
        new(EventTopicNames.Errors, "Errors"),
        new(EventTopicNames.Budget, "Budgets"),
        new(EventTopicNames.Jobs, "Jobs"),
        new(EventTopicNames.Tests, "Provider tests"),
        new(EventTopicNames.CachePurge, "Cache purges"),
        new(EventTopicNames.SemanticCache, "Answers found by meaning"),
        new(EventTopicNames.Configuration, "Configuration"),
    ];

    /// <summary>Those that a reader may see.</summary>
    public static IReadOnlyList<EventTopicName> For(Visit visit) => [.. All.Where(topic => topic.Topic != EventTopicNames.Configuration || visit.MayAdminister)];

    /// <summary>What a topic is called; its own name if it is not known here.</summary>
    public static string Of(string topic) => Array.Find(All, known => known.Topic == topic)?.Name ?? topic;
}
