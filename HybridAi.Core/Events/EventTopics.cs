namespace HybridAi.Core.Events;

/// <summary>What events are about.</summary>
public static class EventTopics
{
    /// <summary>A change of what snapshots are built of: <c>{"action":"key.create","target":"…"}</c>, as the audit log names them.</summary>
    public const string Configuration = "configuration";

    /// <summary>A budget has reached a warning threshold or is used up: <c>{"kind":"warning","budget":"…","scope":"key","target":"…","period":"daily","threshold":0.8,…}</c>.</summary>
    public const string Budget = "budget";

    /// <summary>Cached answers are not to be given any more: <c>{"kind":"tag","value":"…"}</c>, of the event's organization.</summary>
    public const string CachePurge = "cache.purge";
}
