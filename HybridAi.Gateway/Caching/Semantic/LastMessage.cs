using System.Text.Json;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Caching.Semantic;

/// <summary>
/// The text of the last message of a conversation, if a user wrote it: the one part of a request that is compared by its meaning. Of several texts in it that is the last one;
/// all else, images and earlier messages too, has to be exactly equal.
/// </summary>
/// <param name="Start">Where its JSON string begins in the body, with its quotation mark.</param>
/// <param name="End">Where it ends.</param>
internal readonly record struct LastMessage(int Start, int End)
{
    /// <summary>Finds it.</summary>
    /// <returns>False if there is none.</returns>
    public static bool TryFind(InferenceApi api, BodyScan scan, out LastMessage message)
    {
        message = default;
        var field = api switch { InferenceApi.ChatCompletions or InferenceApi.Messages => BodyField.Messages, InferenceApi.Responses => BodyField.Input, _ => BodyField.Other };
        if (field == BodyField.Other || !scan.TryFind(field, out var property))
            return false;
        if (property.Type == JsonTokenType.String)
            message = new LastMessage(property.ValueStart, property.ValueEnd);
        else if (property.Type == JsonTokenType.StartArray)
            message = FindLast(scan.ValueOf(property), property.ValueStart);
        return message.End > message.Start;
    }

    /// <summary>Its characters.</summary>
    /// <returns>Null if it is longer than allowed, or no Unicode.</returns>
    public string? Read(BodyScan scan, int mostCharacters)
    {
        var json = scan.Body.Span[Start..End];
        // A character has at most six bytes, as an escape.
        if (json.Length > (6L * mostCharacters) + 2)
            return null;
        var reader = new Utf8JsonReader(json);
        try
        {
            return reader.Read() && reader.GetString() is { } text && text.Length <= mostCharacters ? text : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return null;
        }
    }

    private static LastMessage FindLast(ReadOnlySpan<byte> messages, int offset)
    {
        var reader = new Utf8JsonReader(messages, new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth });
        LastMessage last = default;
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                last = ReadMessage(ref reader, offset);
            else
            {
                last = default;
                reader.Skip();
            }
        }

        return last;
    }

    private static LastMessage ReadMessage(ref Utf8JsonReader reader, int offset)
    {
        var isUsers = false;
        LastMessage text = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("role"u8))
            {
                reader.Read();
                isUsers = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("user"u8);
                reader.Skip();
            }
            else if (reader.ValueTextEquals("content"u8))
            {
                reader.Read();
                text = reader.TokenType == JsonTokenType.StartArray ? ReadParts(ref reader, offset) : ReadString(ref reader, offset);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return isUsers ? text : default;
    }

    private static LastMessage ReadParts(ref Utf8JsonReader reader, int offset)
    {
        LastMessage last = default;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            // Only texts have a text: what came of a tool stands elsewhere.
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isText = reader.ValueTextEquals("text"u8);
                reader.Read();
                if (isText && ReadString(ref reader, offset) is { End: > 0 } text)
                    last = text;
                else if (!isText)
                    reader.Skip();
            }
        }

        return last;
    }

    private static LastMessage ReadString(ref Utf8JsonReader reader, int offset)
    {
        if (reader.TokenType == JsonTokenType.String)
            return new LastMessage(offset + (int)reader.TokenStartIndex, offset + (int)reader.BytesConsumed);
        reader.Skip();
        return default;
    }
}
