using System.Text.Json.Serialization;
using HybridAi.Core.Usage;

namespace HybridAi.Storage.Database;

/// <summary>The JSON of the columns that hold lists.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<AbandonedAttempt>))]
internal sealed partial class StorageJson : JsonSerializerContext;
