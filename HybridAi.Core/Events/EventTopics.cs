namespace HybridAi.Core.Events;

/// <summary>What events are about.</summary>
public static class EventTopics
{
    /// <summary>A change of what snapshots are built of: <c>{"action":"key.create","target":"…"}</c>, as the audit log names them.</summary>
    public const string Configuration = "configuration";
}
