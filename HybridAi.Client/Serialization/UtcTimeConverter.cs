using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HybridAi.Client.Serialization;

/// <summary>Times as ISO 8601 in UTC with milliseconds: <c>2026-01-31T08:15:00.250Z</c>. A time without an offset is read as UTC.</summary>
public sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && UtcTime.TryParse(reader.GetString(), out var time)
            ? time
            : throw new JsonException();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(UtcTime.Format, CultureInfo.InvariantCulture));
}
