using HybridAi.Gateway.Recording;

namespace HybridAi.Gateway.Caching;

/// <summary>Who answers a shared call, and with what.</summary>
/// <param name="Source">Who.</param>
/// <param name="ContentType">The answer's media type.</param>
/// <param name="Dropped">The names of fields that the provider would have refused and that were taken out, or null.</param>
internal sealed record FlightHead(AnswerSource Source, string ContentType, IReadOnlyList<string>? Dropped);
