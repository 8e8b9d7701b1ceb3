using System.Text.Json.Serialization;

namespace HybridAi.Node.Providers.Testing;

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class TrialJson : JsonSerializerContext;
