using System.Text.Json.Serialization;
using HybridAi.Core.Providers.Testing;

namespace HybridAi.Storage.Providers;

/// <summary>How far a test of a provider has come, for whoever follows it.</summary>
internal sealed record ProviderTestEvent(Guid Id, string Provider, string State, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] double Progress, string? Message)
{
    public static ProviderTestEvent Of(ProviderTest test) =>
        new(test.Id, test.Provider, test.State.ToString().ToLowerInvariant(), test.Progress, test.Error ?? test.Message);
}
