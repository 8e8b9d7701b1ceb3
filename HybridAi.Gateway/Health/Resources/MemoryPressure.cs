using System.Text.Json;
using HybridAi.Core.Health.Resources;
using HybridAi.Gateway.Errors;
using HybridAi.ServiceDefaults.Health;

namespace HybridAi.Gateway.Health.Resources;

/// <summary>Whether there is memory for new requests; without, <c>/health</c> says so, so that they are sent to other gateways.</summary>
internal sealed class MemoryPressure(MemoryGuard guard, MemoryOptions options) : IHealthSource
{
    private readonly GatewayError _refusal = new(
        GatewayErrorCode.MemoryExhausted, "The gateway has used up the memory that it may use, so it takes nothing new until there is some again. Try again shortly, or at another gateway.")
    {
        RetryAfter = options.RetryAfter,
    };

    /// <summary>Why a new request is not taken; null: it is.</summary>
    public GatewayError? Refusal => guard.IsRefusing ? _refusal : null;

    public HealthState State => guard.IsRefusing ? HealthState.Unhealthy : HealthState.Healthy;

    public void Write(Utf8JsonWriter json) => json.WriteString("memory", guard.IsRefusing ? "exhausted" : "available");
}
