using System.Text.Json.Serialization;

namespace HybridAi.Worker.Jobs.CacheTtl;

/// <summary>What the audit log keeps of a proposal.</summary>
/// <param name="Ttl">The time in force; <c>0s</c>: the configured one.</param>
/// <param name="Proposed">The proposed time, or null.</param>
/// <param name="Keeps">The share of reuses that it would have kept, or null.</param>
internal sealed record TtlChange(string Ttl, string? Proposed, double? Keeps);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TtlChange))]
internal sealed partial class CacheTtlJson : JsonSerializerContext;
