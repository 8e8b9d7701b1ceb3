using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Core.Costs;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Cohere;

/// <summary>Reads pieces that whole answers and events of streams share. Each reads the value behind a name, whatever it is.</summary>
internal static class CohereJson
{
    public static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString();
        reader.Skip();
        return null;
    }

    /// <summary>A text's bytes, unescaped.</summary>
    public static Verbatim Bytes(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return default;
        }

        var bytes = new byte[reader.ValueSpan.Length];
        var length = reader.CopyString(bytes);
        return new Verbatim(bytes.AsMemory(0, length));
    }

    /// <summary>The value's raw JSON.</summary>
    public static Verbatim Raw(ref Utf8JsonReader reader, ReadOnlySpan<byte> data)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new Verbatim(data[start..(int)reader.BytesConsumed].ToArray());
    }

    public static void Pass(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    /// <summary>Whether the value is an object, at whose start the reader then stands; else it is passed over.</summary>
    public static bool Enter(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
            return true;
        reader.Skip();
        return false;
    }

    public static bool NextName(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>A count; null if it is none. Cohere's description calls counts numbers, so that 12.0 is one.</summary>
    public static long? Count(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var count) && count is >= 0 and < int.MaxValue)
            return (long)count;
        reader.Skip();
        return null;
    }

    /// <summary>Log probabilities: an object, or a list of them. The text of several tokens stands with the first.</summary>
    public static void Logprobs(ref Utf8JsonReader reader, List<TokenLogprob> into)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
            LogprobItem(ref reader, into);
        else if (reader.TokenType != JsonTokenType.StartArray)
            reader.Skip();
        else
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType == JsonTokenType.StartObject)
                    LogprobItem(ref reader, into);
                else
                    reader.Skip();
            }
        }
    }

    private static void LogprobItem(ref Utf8JsonReader reader, List<TokenLogprob> into)
    {
        var (text, ids, values) = ("", new List<double>(), new List<double>());
        while (NextName(ref reader))
        {
            if (reader.Is("text"u8))
                text = Text(ref reader) ?? "";
            else if (reader.Is("token_ids"u8))
                Numbers(ref reader, ids);
            else if (reader.Is("logprobs"u8))
                Numbers(ref reader, values);
            else
                Pass(ref reader);
        }

        for (var i = 0; i < values.Count; i++)
            into.Add(new TokenLogprob(i == 0 ? text : "", values[i]) { TokenId = i < ids.Count && ids[i] is >= 0 and <= int.MaxValue ? (int)ids[i] : null });
    }

    private static void Numbers(ref Utf8JsonReader reader, List<double> into)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number))
                into.Add(number);
            else
                reader.Skip();
        }
    }

    /// <summary>A citation as it is, with what all wires say of one.</summary>
    public static CohereCitation Citation(Verbatim json)
    {
        var reader = new Utf8JsonReader(json.Utf8.Span, new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth });
        var (start, end, content, type, source, title) = ((long?)null, (long?)null, (long?)null, (string?)null, (string?)null, (string?)null);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            return new CohereCitation(new Citation(CohereFormat.WireName, json), null, null);
        while (NextName(ref reader))
        {
            if (reader.Is("start"u8))
                start = Count(ref reader);
            else if (reader.Is("end"u8))
                end = Count(ref reader);
            else if (reader.Is("content_index"u8))
                content = Count(ref reader);
            else if (reader.Is("type"u8))
                type = Text(ref reader);
            else if (reader.Is("sources"u8))
                Source(ref reader, ref source, ref title);
            else
                Pass(ref reader);
        }

        var citation = new Citation(CohereFormat.WireName, json) { Start = (int?)start, End = (int?)end, DocumentId = source, Title = title };
        return new CohereCitation(citation, (int?)content, type);
    }

    // The first of the sources; all of them are in the raw form.
    private static void Source(ref Utf8JsonReader reader, ref string? id, ref string? title)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        var isFirst = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject || !isFirst)
            {
                reader.Skip();
                continue;
            }

            isFirst = false;
            while (NextName(ref reader))
            {
                if (reader.Is("id"u8))
                    id = Text(ref reader);
                else if (reader.Is("document"u8) && Enter(ref reader))
                    title = Title(ref reader);
                else if (reader.TokenType == JsonTokenType.PropertyName)
                    Pass(ref reader);
            }
        }
    }

    private static string? Title(ref Utf8JsonReader reader)
    {
        string? title = null;
        while (NextName(ref reader))
        {
            if (reader.Is("title"u8))
                title = Text(ref reader);
            else
                Pass(ref reader);
        }

        return title;
    }

    /// <summary>The usage object.</summary>
    public static ReportedUsage? Usage(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader))
            return null;
        (long? Input, long? Output) tokens = default, billed = default;
        long? cached = null;
        while (NextName(ref reader))
        {
            if (reader.Is("tokens"u8))
                tokens = Pair(ref reader);
            else if (reader.Is("billed_units"u8))
                billed = Pair(ref reader);
            else if (reader.Is("cached_tokens"u8))
                cached = Count(ref reader);
            else
                Pass(ref reader);
        }

        var bill = billed is (null, null) ? (TokenUsage?)null : new TokenUsage { Input = billed.Input ?? 0, Output = billed.Output ?? 0 };
        if (tokens is (null, null))
            return bill is { } only ? new ReportedUsage(only) : null;
        var fromCache = Math.Min(cached ?? 0, tokens.Input ?? 0);
        return new ReportedUsage(new TokenUsage { Input = (tokens.Input ?? 0) - fromCache, CachedInput = fromCache, Output = tokens.Output ?? 0 }) { Billed = bill };
    }

    private static (long? Input, long? Output) Pair(ref Utf8JsonReader reader)
    {
        if (!Enter(ref reader))
            return default;
        (long? Input, long? Output) pair = default;
        while (NextName(ref reader))
        {
            if (reader.Is("input_tokens"u8))
                pair.Input = Count(ref reader);
            else if (reader.Is("output_tokens"u8))
                pair.Output = Count(ref reader);
            else
                Pass(ref reader);
        }

        return pair;
    }

    /// <summary>What a finish reason means; null for one that is a failure.</summary>
    public static ChatFinish? Finish(string reason) => reason switch
    {
        "COMPLETE" => new ChatFinish(FinishReason.Stop, "COMPLETE"),
        "STOP_SEQUENCE" => new ChatFinish(FinishReason.Stop, "STOP_SEQUENCE"),
        "MAX_TOKENS" => new ChatFinish(FinishReason.Length, "MAX_TOKENS"),
        "TOOL_CALL" => new ChatFinish(FinishReason.ToolCalls, "TOOL_CALL"),
        "ERROR" or "TIMEOUT" => null,
        _ => new ChatFinish(FinishReason.Stop, reason),
    };
}

/// <summary>A citation and what of the answer it speaks of.</summary>
/// <param name="Citation">The citation.</param>
/// <param name="ContentIndex">Which piece of the content, if it says so.</param>
/// <param name="Type"><c>TEXT_CONTENT</c>, <c>THINKING_CONTENT</c>, <c>PLAN</c>; null: text.</param>
internal readonly record struct CohereCitation(Citation Citation, int? ContentIndex, string? Type)
{
    public bool IsOfText => Type is null or "TEXT_CONTENT";
}
