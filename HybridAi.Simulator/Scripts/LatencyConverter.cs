using System.Text.Json;
using System.Text.Json.Serialization;

namespace HybridAi.Simulator.Scripts;

/// <summary>A waiting time is a number of milliseconds or a distribution.</summary>
internal sealed class LatencyConverter : JsonConverter<Latency>
{
    public override Latency? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.Number => new Latency { Ms = reader.GetDouble() },
            JsonTokenType.StartObject => JsonSerializer.Deserialize<Latency>(ref reader, options),

            // Without a message: the serializer then says where it was.
            _ => throw new JsonException(),
        };

    public override void Write(Utf8JsonWriter writer, Latency value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, options);
}
