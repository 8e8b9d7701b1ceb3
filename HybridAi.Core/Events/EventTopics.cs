using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Events;

/// <summary>What events are about.</summary>
public static class EventTopics
{
    /// <summary>A change of what snapshots are built of: <c>{"action":"key.create","target":"…"}</c>, as the audit log names them.</summary>
    public const string Configuration = "configuration";

    /// <summary>A budget has reached a warning threshold or is used up: <c>{"kind":"warning","budget":"…","scope":"key","target":"…","period":"daily","threshold":0.8,…}</c>.</summary>
    public const string Budget = "budget";

    /// <summary>What the comparisons of the semantic cache say of a model has changed: <c>{"model":"…","method":"…","state":"shown","threshold":0.93,"agreed":400,"compared":402,…}</c>.</summary>
    public const string SemanticCache = "semantic-cache";

    /// <summary>Cached answers are not to be given any more: <c>{"kind":"tag","value":"…"}</c>, of the event's organization.</summary>
    public const string CachePurge = "cache.purge";

    /// <summary>A test of a provider has come on: <c>{"id":"…","provider":"…","state":"running","progress":0.4,"message":"…"}</c>.</summary>
    public const string Tests = "tests";

    /// <summary>A circuit opened or closed: <c>{"kind":"breaker.opened","gateway":"…","deployment":"…","provider":"…","count":1,"detail":"…"}</c>.</summary>
    public const string ProviderStatus = "provider.status";

    /// <summary>How a provider, or a deployment, is to a gateway has changed: <c>{"provider":"…","deployment":"…","gateway":"…","level":"warning","before":"healthy","reason":"…"}</c>.</summary>
    public const string ProviderHealth = "provider.health";

    /// <summary>Requests went on with another deployment, or a rule's condition was met or ended; what happens again within seconds is one event with a count.</summary>
    public const string Fallback = "fallback";

    /// <summary>A run of a background job began, got on or ended: <c>{"kind":"progress","job":"…","run":"…","worker":"…","progress":0.4,…}</c>.</summary>
    public const string Jobs = "jobs";

    /// <summary>Failures of a new kind, or of one that was resolved: <c>{"kind":"new","id":"…","source":"provider","cause":"ServerError","count":1,…}</c>.</summary>
    public const string Errors = "errors";

    /// <summary>A job found something that is not as it should be, or found it to be over: <c>{"kind":"begun","source":"system-health-check","subject":"disk","level":"warning","before":"healthy","reason":"…"}</c>.</summary>
    public const string Alerts = "alerts";

    /// <summary>What one gateway did in the last second. Never stored: only those who listen to that gateway get it.</summary>
    public const string Usage = "usage";

    /// <summary>All of them, with who may see them.</summary>
    public static readonly IReadOnlyList<EventTopic> All =
    [
        // Who may see who changed what: as the audit log.
        new(Configuration, Role.Administrator, IsLive: false),
        new(Budget, Role.Viewer, IsLive: false),
        new(SemanticCache, Role.Viewer, IsLive: false),
        new(CachePurge, Role.Viewer, IsLive: false),
        new(ProviderStatus, Role.Viewer, IsLive: false),
        new(ProviderHealth, Role.Viewer, IsLive: false),
        new(Fallback, Role.Viewer, IsLive: false),
        new(Errors, Role.Viewer, IsLive: false),
        new(Alerts, Role.Viewer, IsLive: false),
        new(Tests, Role.Viewer, IsLive: false),
        new(Jobs, Role.Viewer, IsLive: false),
        new(Usage, Role.Viewer, IsLive: true),
    ];
}
