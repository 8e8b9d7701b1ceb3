namespace HybridAi.Client.Events;

/// <summary>What events are about.</summary>
public static class EventTopicNames
{
    /// <summary>A change by an administrator: <see cref="ConfigurationEventData"/>.</summary>
    public const string Configuration = "configuration";

    /// <summary>A budget is nearly or wholly used up: <see cref="BudgetEventData"/>.</summary>
    public const string Budget = "budget";

    /// <summary>What the semantic cache's comparisons say of a model: <see cref="SemanticCacheEventData"/>.</summary>
    public const string SemanticCache = "semantic-cache";

    /// <summary>Cached answers were purged: <see cref="CachePurgeEventData"/>.</summary>
    public const string CachePurge = "cache.purge";

    /// <summary>A circuit opened or closed: <see cref="FallbackEventData"/>.</summary>
    public const string ProviderStatus = "provider.status";

    /// <summary>How a provider or a deployment is to a gateway has changed: <see cref="ProviderHealthEventData"/>.</summary>
    public const string ProviderHealth = "provider.health";

    /// <summary>Requests went on elsewhere: <see cref="FallbackEventData"/>.</summary>
    public const string Fallback = "fallback";

    /// <summary>Failures of a new kind, or of one that was resolved: <see cref="ErrorGroupEventData"/>.</summary>
    public const string Errors = "errors";

    /// <summary>A job found something that is not as it should be, or found it to be over: <see cref="AlertEventData"/>.</summary>
    public const string Alerts = "alerts";

    /// <summary>A test of a provider has come on: <see cref="ProviderTestEventData"/>.</summary>
    public const string Tests = "tests";

    /// <summary>A background job began, got on or ended: <see cref="JobEventData"/>.</summary>
    public const string Jobs = "jobs";

    /// <summary>What one gateway did in the last second: <see cref="UsageEventData"/>.</summary>
    public const string Usage = "usage";

    /// <summary>Of the stream itself: events between the id that it was to go on from and this one were missed. <see cref="StreamEventData"/>.</summary>
    public const string StreamReset = "stream.reset";

    /// <summary>Of the stream itself: it ends here; connect again and go on from <see cref="StreamEventData.ResumeAfter"/>.</summary>
    public const string StreamEnd = "stream.end";
}
