using System.Text.Json;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Routing;

/// <summary>
/// Finds what a request's user says last, and its system prompt, in the words of every dialect. Of long texts the beginning and the end are
/// taken; of a message in several parts the first and the last.
/// </summary>
internal static class TaskText
{
    /// <summary>The most characters of what the user says.</summary>
    public const int LongestPrompt = FirstPart + LastPart;

    /// <summary>The most characters of the system prompt.</summary>
    public const int LongestSystem = 512;

    private const int FirstPart = 1536;
    private const int LastPart = 512;

    /// <summary>Reads both.</summary>
    /// <param name="scan">The body.</param>
    /// <param name="prompt">Room for what the user says; is cut to it.</param>
    /// <param name="system">Room for the system prompt; is cut to it.</param>
    public static void Read(BodyScan scan, ref Span<char> prompt, ref Span<char> system)
    {
        var (user, instructions) = (default(Texts), default(Texts));
        foreach (ref readonly var property in scan.Properties)
        {
            if (property.Field is BodyField.Messages or BodyField.Input || IsNamed(scan, property, "prompt"u8))
                ReadConversation(scan.Body.Span, property.ValueStart, property.ValueEnd, ref user, ref instructions);
            else if (property.Field == BodyField.Instructions || IsNamed(scan, property, "system"u8))
                instructions = TextsOf(scan.Body.Span, property.ValueStart, property.ValueEnd);
        }

        prompt = Copy(scan.Body.Span, user, prompt, FirstPart, LastPart);
        system = Copy(scan.Body.Span, instructions, system, LongestSystem, 0);
    }

    private static bool IsNamed(BodyScan scan, in BodyProperty property, ReadOnlySpan<byte> name) => property.Field == BodyField.Other && scan.PlainNameOf(property).SequenceEqual(name);

    private static void ReadConversation(ReadOnlySpan<byte> body, int start, int end, ref Texts user, ref Texts instructions)
    {
        if (body[start] != (byte)'[')
        {
            user = TextsOf(body, start, end);
            return;
        }

        var reader = Reader(body[start..end]);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                // The legacy completions' list of prompts.
                if (reader.TokenType == JsonTokenType.String)
                    user = new Texts(start + (int)reader.TokenStartIndex, start + (int)reader.TokenStartIndex);
                reader.Skip();
                continue;
            }

            var (role, texts) = ReadMessage(body, start, ref reader);
            if (role == Role.User && texts.IsThere)
                user = texts;
            else if (role == Role.System && texts.IsThere && !instructions.IsThere)
                instructions = texts;
        }
    }

    private static (Role Role, Texts Texts) ReadMessage(ReadOnlySpan<byte> body, int start, ref Utf8JsonReader reader)
    {
        var (role, texts) = (Role.Other, default(Texts));
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isRole, isContent) = (reader.ValueTextEquals("role"u8), reader.ValueTextEquals("content"u8));
            reader.Read();
            var value = start + (int)reader.TokenStartIndex;
            if (isRole && reader.TokenType == JsonTokenType.String)
                role = reader.ValueTextEquals("user"u8) ? Role.User : reader.ValueTextEquals("system"u8) || reader.ValueTextEquals("developer"u8) ? Role.System : Role.Other;
            reader.Skip();
            if (isContent)
                texts = TextsOf(body, value, start + (int)reader.BytesConsumed);
        }

        return (role, texts);
    }

    // A text, or the texts of a list of parts: {"type": "text" or "input_text", "text": "…"}.
    private static Texts TextsOf(ReadOnlySpan<byte> body, int start, int end)
    {
        if (body[start] == (byte)'"')
            return new Texts(start, start);
        var texts = default(Texts);
        if (body[start] != (byte)'[')
            return texts;
        var reader = Reader(body[start..end]);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 2 || !reader.ValueTextEquals("text"u8))
                continue;
            reader.Read();
            var text = start + (int)reader.TokenStartIndex;
            if (reader.TokenType == JsonTokenType.String)
                texts = new Texts(texts.IsThere ? texts.First : text, text);
        }

        return texts;
    }

    private static Span<char> Copy(ReadOnlySpan<byte> body, Texts texts, Span<char> room, int first, int last)
    {
        if (!texts.IsThere)
            return [];
        var begin = ValueAt(body, texts.First);
        if (texts.First == texts.Last)
        {
            var read = TaskTextDecoder.Read(begin, room[..first], out var written);
            var rest = begin[read..];
            return room[..(written + TaskTextDecoder.ReadEnd(rest, room.Slice(written, last)))];
        }

        TaskTextDecoder.Read(begin, room[..(first - last)], out var length);
        if (length > 0)
            room[length++] = '\n';
        var end = ValueAt(body, texts.Last);
        var taken = TaskTextDecoder.Read(end, room.Slice(length, last), out var more);
        length += more;
        return room[..(length + TaskTextDecoder.ReadEnd(end[taken..], room.Slice(length, Math.Min(last, room.Length - length))))];
    }

    // The bytes between a text's quotes, its escapes as they are.
    private static ReadOnlySpan<byte> ValueAt(ReadOnlySpan<byte> body, int quote)
    {
        var reader = Reader(body[quote..]);
        reader.Read();
        return reader.ValueSpan;
    }

    private static Utf8JsonReader Reader(ReadOnlySpan<byte> json) => new(json, new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth, AllowMultipleValues = true });

    private enum Role
    {
        Other,
        User,
        System,
    }

    // Where the first and the last text of a message begin.
    private readonly record struct Texts(int First, int Last)
    {
        public bool IsThere => First > 0;
    }
}
