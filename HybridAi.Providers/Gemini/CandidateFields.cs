using System.Text.Json;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Gemini;

/// <summary>Where the fields of a candidate are, whose order is any; each as JSON, empty if it is not there.</summary>
internal ref struct CandidateFields
{
    public ReadOnlySpan<byte> Json;
    public ReadOnlySpan<byte> Content;
    public ReadOnlySpan<byte> FinishReason;
    public ReadOnlySpan<byte> FinishMessage;
    public ReadOnlySpan<byte> Citations;
    public ReadOnlySpan<byte> Grounding;
    public ReadOnlySpan<byte> Logprobs;
    public int Index;

    /// <summary>Whether there are fields that are none of the above.</summary>
    public bool HasOthers;

    /// <summary>Reads the candidate that the reader stands at the start of.</summary>
    public static CandidateFields Read(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int position)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("a candidate is no object");
        var fields = new CandidateFields { Index = position };
        var start = (int)reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Is("content"u8))
                fields.Content = GeminiJson.Value(ref reader, json);
            else if (reader.Is("finishReason"u8))
                fields.FinishReason = GeminiJson.Value(ref reader, json);
            else if (reader.Is("index"u8))
                fields.Index = Number(ref reader);
            else if (!fields.IsRare(ref reader, json))
            {
                fields.HasOthers |= !reader.Is("tokenCount"u8);
                reader.Read();
                reader.Skip();
            }
        }

        fields.Json = json[start..(int)reader.BytesConsumed];
        return fields;
    }

    /// <summary>Whether a field has a place here, so that it is none of the others.</summary>
    public static bool IsKnown(ref Utf8JsonReader reader) =>
        reader.Is("content"u8) || reader.Is("finishReason"u8) || reader.Is("index"u8) || reader.Is("finishMessage"u8)
        || reader.Is("citationMetadata"u8) || reader.Is("groundingMetadata"u8) || reader.Is("logprobsResult"u8) || reader.Is("tokenCount"u8);

    private bool IsRare(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.Is("finishMessage"u8))
            FinishMessage = GeminiJson.Value(ref reader, json);
        else if (reader.Is("citationMetadata"u8))
            Citations = GeminiJson.Value(ref reader, json);
        else if (reader.Is("groundingMetadata"u8))
            Grounding = GeminiJson.Value(ref reader, json);
        else if (reader.Is("logprobsResult"u8))
            Logprobs = GeminiJson.Value(ref reader, json);
        else
            return false;
        return true;
    }

    private static int Number(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) ? number
            : throw new JsonException("a candidate has an impossible index");
    }
}
