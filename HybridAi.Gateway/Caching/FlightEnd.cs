using HybridAi.Core.Usage;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Recording;

namespace HybridAi.Gateway.Caching;

/// <summary>How a shared call ended.</summary>
internal sealed record FlightEnd
{
    /// <summary>The leader's record; null if the call came to no answer.</summary>
    public UsageRecord? Record { get; init; }

    /// <summary>What the answer itself came to.</summary>
    public SharedAnswer Own { get; init; }

    /// <summary>What is to be sent last, behind what was recorded: a whole answer, a stream's terminator, or the error that it broke off with.</summary>
    public ReadOnlyMemory<byte> LastBytes { get; init; }

    /// <summary>Why the provider gave no answer; null if it did, or if that was the leader's own fault or affair.</summary>
    public GatewayError? Error { get; init; }
}
