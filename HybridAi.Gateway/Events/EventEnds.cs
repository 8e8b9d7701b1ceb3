namespace HybridAi.Gateway.Events;

/// <summary>Why a stream ends, or does not go on from where it was to.</summary>
internal static class EventEnds
{
    public const string Slow = "slow";
    public const string Shutdown = "shutdown";
    public const string Access = "access";
    public const string Storage = "storage";
    public const string Expired = "expired";
    public const string Unknown = "unknown";
}
