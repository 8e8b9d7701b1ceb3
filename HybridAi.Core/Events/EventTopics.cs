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
}
