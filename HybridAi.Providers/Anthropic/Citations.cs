using System.Globalization;
using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.Anthropic;

/// <summary>Reads citations: of a document's characters, pages or blocks, of a search result, of the web.</summary>
internal static class Citations
{
    /// <summary>What the wires share of a citation, and the whole. The span is one of the document, not of the answer.</summary>
    public static Citation Read(JsonElement citation)
    {
        var raw = new Citation("anthropic", AnthropicMessage.RawOf(citation));
        if (citation.ValueKind != JsonValueKind.Object)
            return raw;
        return raw with
        {
            Url = AnthropicMessage.Text(citation, "url"),
            Title = AnthropicMessage.Text(citation, "title") ?? AnthropicMessage.Text(citation, "document_title"),
            Quote = AnthropicMessage.Text(citation, "cited_text"),
            DocumentId = citation.TryGetProperty("document_index", out var index) && index.ValueKind == JsonValueKind.Number && index.TryGetInt32(out var number)
                ? number.ToString(CultureInfo.InvariantCulture)
                : null,
        };
    }
}
