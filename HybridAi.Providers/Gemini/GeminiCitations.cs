using System.Text;
using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.Gemini;

/// <summary>Turns <c>citationMetadata</c> and <c>groundingMetadata</c> into citations of the open text. Their offsets count bytes of UTF-8 (type Segment of the SDK).</summary>
internal sealed class GeminiCitations
{
    private const int MaxCitations = 256;

    // Chunks may repeat what earlier ones said.
    private readonly HashSet<Citation> _told = [];

    public void Read(ReadOnlySpan<byte> citations, ReadOnlySpan<byte> grounding, OpenPart text, List<ChatEvent> events)
    {
        byte[]? utf8 = text.CitableText is { } whole ? Encoding.UTF8.GetBytes(whole) : null;
        if (!citations.IsEmpty)
            ReadCitations(citations, utf8, text, events);
        if (!grounding.IsEmpty)
            ReadGrounding(grounding, utf8, text, events);
    }

    private void ReadCitations(ReadOnlySpan<byte> json, byte[]? utf8, OpenPart text, List<ChatEvent> events)
    {
        using var document = GeminiJson.Document(json);
        foreach (var item in document.RootElement.Items("citations"))
        {
            var citation = new Citation(GeminiChat.Wire, RawOf(item)) { Url = item.Text("uri"), Title = item.Text("title") };
            Tell(Place(citation, item, utf8), text, events);
        }
    }

    private void ReadGrounding(ReadOnlySpan<byte> json, byte[]? utf8, OpenPart text, List<ChatEvent> events)
    {
        using var document = GeminiJson.Document(json);
        var root = document.RootElement;
        var chunks = root.Items("groundingChunks").ToArray();
        var isUsed = new bool[chunks.Length];
        foreach (var support in root.Items("groundingSupports"))
        {
            foreach (var item in support.Items("groundingChunkIndices"))
            {
                if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt32(out var index) || index < 0 || index >= chunks.Length)
                    continue;
                isUsed[index] = true;
                var citation = Describe(new Citation(GeminiChat.Wire, RawOf(support)), chunks[index]);
                Tell(support.TryGetProperty("segment", out var segment) ? Place(citation, segment, utf8) : citation, text, events);
            }
        }

        // A source that no span names is one of the whole text.
        for (var i = 0; i < chunks.Length; i++)
        {
            if (!isUsed[i])
                Tell(Describe(new Citation(GeminiChat.Wire, RawOf(chunks[i])), chunks[i]), text, events);
        }
    }

    private void Tell(Citation citation, OpenPart text, List<ChatEvent> events)
    {
        if (_told.Count < MaxCitations && _told.Add(citation))
            text.Cite(citation, events);
    }

    // What kind of source it is, is the name of its only field: web, retrievedContext, maps, image.
    private static Citation Describe(Citation citation, JsonElement chunk)
    {
        if (chunk.ValueKind != JsonValueKind.Object)
            return citation;
        foreach (var kind in chunk.EnumerateObject())
        {
            return citation with
            {
                Url = kind.Value.Text("uri") ?? kind.Value.Text("sourceUri"),
                Title = kind.Value.Text("title"),
                DocumentId = kind.Value.Text("placeId") ?? kind.Value.Text("documentName"),
                Quote = kind.Value.Text("text"),
            };
        }

        return citation;
    }

    // A start that is left out is 0; a span that is none of this text is not told.
    private static Citation Place(Citation citation, JsonElement segment, byte[]? utf8)
    {
        var (start, end) = (segment.Number("startIndex") ?? 0, segment.Number("endIndex") ?? -1);
        return utf8 is null || start < 0 || end < start || end > utf8.Length
            ? citation
            : citation with { Start = Encoding.UTF8.GetCharCount(utf8, 0, start), End = Encoding.UTF8.GetCharCount(utf8, 0, end) };
    }

    private static Verbatim RawOf(JsonElement element) => Verbatim.Of(element.GetRawText());
}
