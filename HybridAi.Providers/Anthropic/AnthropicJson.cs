using System.Text.Encodings.Web;
using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.Anthropic;

/// <summary>Small pieces of JSON that the messages API has in several places.</summary>
internal static class AnthropicJson
{
    /// <summary>It is JSON, never HTML; and what is embedded raw was checked before.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly TimeSpan ShortTtl = TimeSpan.FromMinutes(5);

    public static void Raw(this Utf8JsonWriter json, string name, Verbatim value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
    }

    public static void Optional(this Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    /// <summary><c>cache_control</c>: Anthropic keeps a prefix for five minutes or for one hour.</summary>
    public static void Cache(this Utf8JsonWriter json, CacheBreakpoint? cache)
    {
        if (cache is null)
            return;
        json.WriteStartObject("cache_control");
        json.WriteString("type", "ephemeral");
        if (cache.Ttl is { } ttl)
            json.WriteString("ttl", ttl <= ShortTtl ? "5m" : "1h");
        json.WriteEndObject();
    }
}
