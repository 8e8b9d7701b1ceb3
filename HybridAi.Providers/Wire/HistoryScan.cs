using System.Text.Json;
using HybridAi.Providers.Profiles;

namespace HybridAi.Providers.Wire;

/// <summary>
/// Finds in a body what another provider's answers may have left in it. Bodies without any of the words are told by searching for bytes;
/// only then is the conversation read.
/// </summary>
public static class HistoryScan
{
    /// <summary>What a body's conversation holds.</summary>
    /// <param name="api">The API that was called.</param>
    /// <param name="scan">The body.</param>
    public static HistoryPart Find(InferenceApi api, BodyScan scan) => api switch
    {
        InferenceApi.ChatCompletions => FindInMessages(scan),
        InferenceApi.Responses => FindInItems(scan),
        InferenceApi.Messages or InferenceApi.CountTokens => FindInTurns(scan),
        _ => HistoryPart.None,
    };

    private static HistoryPart FindInMessages(BodyScan scan)
    {
        var messages = ListOf(scan, BodyField.Messages);
        if (messages.IndexOf("\"assistant\""u8) < 0
            || (messages.IndexOf("\"reasoning"u8) < 0 && messages.IndexOf("\"refusal\""u8) < 0 && messages.IndexOf("\"annotations\""u8) < 0 && messages.IndexOf("\"thinking\""u8) < 0))
            return HistoryPart.None;
        var found = HistoryPart.None;
        var reader = Open(messages);
        while (NextObject(ref reader))
            found |= ReadMessage(ref reader);
        return found;
    }

    private static HistoryPart ReadMessage(ref Utf8JsonReader reader)
    {
        var found = HistoryPart.None;
        var isAssistant = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("role"u8))
            {
                reader.Read();
                isAssistant = IsText(ref reader, "assistant"u8);
            }
            else if (reader.ValueTextEquals("content"u8))
                found |= ReadContent(ref reader);
            else
                found |= PartOf(ref reader);
            reader.Skip();
        }

        return isAssistant ? found : HistoryPart.None;
    }

    private static HistoryPart PartOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("reasoning"u8) ? HistoryPart.Reasoning
        : reader.ValueTextEquals("reasoning_content"u8) ? HistoryPart.ReasoningContent
        : reader.ValueTextEquals("reasoning_details"u8) ? HistoryPart.ReasoningDetails
        : reader.ValueTextEquals("refusal"u8) ? HistoryPart.Refusals
        : reader.ValueTextEquals("annotations"u8) ? HistoryPart.Annotations
        : HistoryPart.None;

    private static HistoryPart ReadContent(ref Utf8JsonReader reader)
    {
        var found = HistoryPart.None;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            return found;
        while (NextObject(ref reader))
        {
            while (NextMember(ref reader, "type"u8, out var isType))
            {
                if (isType && IsText(ref reader, "thinking"u8))
                    found |= HistoryPart.ThinkingParts;
                else if (isType && IsText(ref reader, "refusal"u8))
                    found |= HistoryPart.Refusals;
                reader.Skip();
            }
        }

        return found;
    }

    private static HistoryPart FindInItems(BodyScan scan)
    {
        var input = ListOf(scan, BodyField.Input);
        if (input.IndexOf("\"reasoning\""u8) < 0)
            return HistoryPart.None;
        var found = HistoryPart.None;
        var reader = Open(input);
        while (NextObject(ref reader))
            found |= ReadItem(ref reader);
        return found;
    }

    private static HistoryPart ReadItem(ref Utf8JsonReader reader)
    {
        var found = HistoryPart.None;
        var (isReasoning, isFormatted) = (false, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isContent = reader.ValueTextEquals("content"u8);
            var isEncrypted = reader.ValueTextEquals("encrypted_content"u8);
            var isType = reader.ValueTextEquals("type"u8);
            isFormatted |= reader.ValueTextEquals("format"u8);
            reader.Read();
            if (isType)
                isReasoning = IsText(ref reader, "reasoning"u8);
            else if (isEncrypted && reader.TokenType == JsonTokenType.String && !reader.ValueTextEquals(""u8))
                found |= HistoryPart.EncryptedReasoning;
            else if (isContent && reader.TokenType == JsonTokenType.StartArray && NextObject(ref reader))
            {
                found |= HistoryPart.ReadableReasoning;
                do
                {
                    SkipObject(ref reader);
                }
                while (NextObject(ref reader));
            }

            reader.Skip();
        }

        return !isReasoning ? HistoryPart.None : isFormatted ? HistoryPart.FormattedReasoning : found == HistoryPart.None ? HistoryPart.BareReasoning : found;
    }

    // Turns of one role that follow one another are one.
    private static HistoryPart FindInTurns(BodyScan scan)
    {
        var messages = ListOf(scan, BodyField.Messages);
        if (!scan.TryFind(BodyField.Thinking, out var thinking) || scan.ValueOf(thinking).IndexOf("\"enabled\""u8) < 0 || messages.IndexOf("\"tool_result\""u8) < 0)
            return HistoryPart.None;
        bool? thinks = null;
        var (isUsers, answers) = (false, false);
        var reader = Open(messages);
        while (NextObject(ref reader))
        {
            var turn = ReadTurn(ref reader);
            if (turn.IsUsers)
                answers = (isUsers && answers) || turn.HasResult;
            else if (isUsers && !answers)
                thinks = turn.Thinks;
            else
                thinks ??= turn.Thinks;
            isUsers = turn.IsUsers;
        }

        return isUsers && answers && thinks == false ? HistoryPart.UnthinkingTurn : HistoryPart.None;
    }

    private static (bool IsUsers, bool HasResult, bool Thinks) ReadTurn(ref Utf8JsonReader reader)
    {
        var (isUsers, hasResult, thinks) = (false, false, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isContent = reader.ValueTextEquals("content"u8);
            var isRole = reader.ValueTextEquals("role"u8);
            reader.Read();
            if (isRole)
                isUsers = IsText(ref reader, "user"u8);
            else if (isContent && reader.TokenType == JsonTokenType.StartArray)
            {
                var isFirst = true;
                while (NextObject(ref reader))
                {
                    while (NextMember(ref reader, "type"u8, out var isType))
                    {
                        thinks |= isFirst && isType && (IsText(ref reader, "thinking"u8) || IsText(ref reader, "redacted_thinking"u8));
                        hasResult |= isType && IsText(ref reader, "tool_result"u8);
                        reader.Skip();
                    }

                    isFirst = false;
                }
            }

            reader.Skip();
        }

        return (isUsers, hasResult, thinks);
    }

    private static ReadOnlySpan<byte> ListOf(BodyScan scan, BodyField field) =>
        scan.TryFind(field, out var property) && property.Type == JsonTokenType.StartArray ? scan.Body.Span[property.ValueStart..property.ValueEnd] : default;

    private static Utf8JsonReader Open(ReadOnlySpan<byte> list)
    {
        var reader = new Utf8JsonReader(list, new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth });
        reader.Read();
        return reader;
    }

    // To the next element that is an object; false at the list's end.
    private static bool NextObject(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                return true;
            reader.Skip();
        }

        return false;
    }

    // To the value of the object's next member; false at the object's end.
    private static bool NextMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, out bool isNamed)
    {
        isNamed = false;
        if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
            return false;
        isNamed = reader.ValueTextEquals(name);
        return reader.Read();
    }

    private static void SkipObject(ref Utf8JsonReader reader)
    {
        while (NextMember(ref reader, ""u8, out _))
            reader.Skip();
    }

    private static bool IsText(ref Utf8JsonReader reader, ReadOnlySpan<byte> text) => reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(text);
}
