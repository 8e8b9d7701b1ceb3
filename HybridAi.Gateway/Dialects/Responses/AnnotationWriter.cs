using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Gateway.Dialects.Responses;

/// <summary>Writes where texts come from, in the words of this wire.</summary>
internal static class AnnotationWriter
{
    /// <summary>Writes the list of a text's annotations.</summary>
    public static void WriteAll(Utf8JsonWriter json, IReadOnlyList<Citation> citations)
    {
        json.WriteStartArray("annotations"u8);
        for (var i = 0; i < citations.Count; i++)
        {
            if (CanWrite(citations[i]))
                Write(json, citations[i]);
        }

        json.WriteEndArray();
    }

    /// <summary>Whether this wire has words for a citation: its own, an address, or a document.</summary>
    public static bool CanWrite(Citation citation) =>
        citation.Wire == ResponsesDialect.Wire || citation.Url is not null || citation.DocumentId is not null || citation.Title is not null;

    /// <summary>Writes one. A citation of a whole text has no span.</summary>
    public static void Write(Utf8JsonWriter json, Citation citation)
    {
        if (citation.Wire == ResponsesDialect.Wire)
        {
            EventWriter.WriteRaw(json, citation.Json);
            return;
        }

        json.WriteStartObject();
        if (citation.Url is { } url)
        {
            json.WriteString("type"u8, "url_citation"u8);
            json.WriteNumber("start_index"u8, citation.Start ?? 0);
            json.WriteNumber("end_index"u8, citation.End ?? citation.Start ?? 0);
            json.WriteString("url"u8, url);
            json.WriteString("title"u8, citation.Title ?? url);
        }
        else
        {
            json.WriteString("type"u8, "file_citation"u8);
            json.WriteString("file_id"u8, citation.DocumentId ?? citation.Title);
            json.WriteString("filename"u8, citation.Title ?? citation.DocumentId);
            json.WriteNumber("index"u8, citation.Start ?? 0);
        }

        json.WriteEndObject();
    }
}
