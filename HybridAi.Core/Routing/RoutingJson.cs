using System.Text.Json.Serialization;

namespace HybridAi.Core.Routing;

[JsonSerializable(typeof(string))]
internal sealed partial class RoutingJson : JsonSerializerContext;
