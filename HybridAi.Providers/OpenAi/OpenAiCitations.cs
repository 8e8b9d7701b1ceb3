using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.OpenAi;

/// <summary>Reads <c>annotations</c>: <c>{"type":"url_citation","url_citation":{"url","title","start_index","end_index","content"?}}</c>, or of files.</summary>
internal static class OpenAiCitations
{
    public static void Read(OpenAiChoice choice, ReadOnlySpan<byte> data, JsonSlice annotations, OpenAiExtras extras, List<ChatEvent> events)
    {
        if (annotations.Type != JsonTokenType.StartArray)
            return;
        // They come with their text or right behind it; otherwise it cannot be told which text they are of.
        if (choice.Open is not ChatPart.Text)
        {
            if (annotations.Length > 2)
                extras.Add(choice.Index, "message/", "annotations"u8, annotations, data, events);
            return;
        }

        var items = new JsonItems(data, annotations);
        while (items.Next())
        {
            if (items.Current.Type == JsonTokenType.StartObject)
                events.Add(new ChatEvent.CitationAdded(choice.Index, choice.Part, Citation(data, items.Current)));
        }
    }

    private static Citation Citation(ReadOnlySpan<byte> data, JsonSlice item)
    {
        JsonSlice inner = item;
        var members = new JsonMembers(data, item);
        while (members.Next())
        {
            if ((members.Is("url_citation"u8) || members.Is("file_citation"u8) || members.Is("file"u8)) && members.Value() is { Type: JsonTokenType.StartObject } value)
                inner = value;
        }

        JsonSlice url = default, title = default, start = default, end = default, file = default, quote = default;
        members = new JsonMembers(data, inner);
        while (members.Next())
        {
            if (members.Is("url"u8))
                url = members.Value();
            else if (members.Is("title"u8) || members.Is("filename"u8))
                title = members.Value();
            else if (members.Is("start_index"u8))
                start = members.Value();
            else if (members.Is("end_index"u8))
                end = members.Value();
            else if (members.Is("file_id"u8))
                file = members.Value();
            else if (members.Is("content"u8))
                quote = members.Value();
        }

        return new Citation(OpenAiChatJson.Wire, item.Copy(data))
        {
            Url = url.TextOrNull(data), Title = title.TextOrNull(data), DocumentId = file.TextOrNull(data), Quote = quote.TextOrNull(data),
            Start = Position(start.Number(data)), End = Position(end.Number(data)),
        };
    }

    private static int? Position(long? number) => number is >= 0 and <= int.MaxValue ? (int)number : null;
}
