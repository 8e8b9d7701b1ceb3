using System.Text.Json.Nodes;
using HybridAi.Providers.Wire;

namespace HybridAi.Node.Batches;

/// <summary>What a provider answered to a call about a file or a batch: an object, or why not.</summary>
/// <param name="Json">The object.</param>
/// <param name="Error">The provider's refusal, or what became of the way to it.</param>
public sealed record ProviderReply(JsonObject? Json, ProviderError? Error);
