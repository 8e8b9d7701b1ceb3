using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HybridAi.Core.Secrets;

/// <summary>A secret text (an API key, a password) that shows itself nowhere: not in logs, traces, JSON, debuggers or exceptions.</summary>
/// <param name="value">The secret.</param>
[DebuggerDisplay("***")]
[JsonConverter(typeof(SecretJsonConverter))]
public sealed class Secret(string value)
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _value = value ?? throw new ArgumentNullException(nameof(value));

    /// <summary>The secret itself. Call it only where the secret is used (sent, hashed, encrypted), never where something is shown.</summary>
    public string Reveal() => _value;

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";

    /// <summary>Wraps a text, or gives null for null and for blank text.</summary>
    /// <param name="value">The secret, or nothing.</param>
    public static Secret? FromNullable(string? value) => string.IsNullOrWhiteSpace(value) ? null : new Secret(value.Trim());
}

/// <summary>Reads a secret from JSON and never writes one.</summary>
internal sealed class SecretJsonConverter : JsonConverter<Secret>
{
    public override Secret? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Secret.FromNullable(reader.GetString());

    public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) => writer.WriteStringValue("***");
}
