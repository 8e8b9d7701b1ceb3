using System.Text.Json;

namespace HybridAi.Simulator.OpenAi.Chat;

/// <summary>Azure's notes on what its filters found.</summary>
internal static class FilterResults
{
    private static readonly string[] Categories = ["hate", "self_harm", "sexual", "violence"];

    public static void WritePrompt(Utf8JsonWriter json)
    {
        json.WriteStartArray("prompt_filter_results"u8);
        json.WriteStartObject();
        json.WriteNumber("prompt_index"u8, 0);
        json.WriteStartObject("content_filter_results"u8);
        WriteCategories(json, filtered: false);
        json.WriteStartObject("jailbreak"u8);
        json.WriteBoolean("filtered"u8, false);
        json.WriteBoolean("detected"u8, false);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    public static void WriteChoice(Utf8JsonWriter json, bool filtered)
    {
        json.WriteStartObject("content_filter_results"u8);
        WriteCategories(json, filtered);
        json.WriteEndObject();
    }

    private static void WriteCategories(Utf8JsonWriter json, bool filtered)
    {
        foreach (var category in Categories)
        {
            var hit = filtered && category == "violence";
            json.WriteStartObject(category);
            json.WriteBoolean("filtered"u8, hit);
            json.WriteString("severity"u8, hit ? "high"u8 : "safe"u8);
            json.WriteEndObject();
        }
    }
}
