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

    /// <summary>What asks for all of them.</summary>
    public const string Everything = "*";

    /// <summary>The topics that an address asks for. If it does not say: all but the runs of jobs, which go on all the time and have a page of their own.</summary>
    public static IReadOnlyList<string> Asked(Visit visit) => visit.Asked("topic") switch
    {
        null => [.. For(visit).Select(topic => topic.Topic).Where(topic => topic != EventTopicNames.Jobs)],
        Everything => [.. For(visit).Select(topic => topic.Topic)],
        var named => named.Split(',', StringSplitOptions.TrimEntries),
    };

    /// <summary>Those that a reader may see.</summary>
    public static IReadOnlyList<EventTopicName> For(Visit visit) => [.. All.Where(topic => topic.Topic != EventTopicNames.Configuration || visit.MayAdminister)];

    /// <summary>What a topic is called; its own name if it is not known here.</summary>
    public static string Of(string topic) => Array.Find(All, known => known.Topic == topic)?.Name ?? topic;
}
