using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.Cohere;

/// <summary>Writes what is said in one message: text, images, documents.</summary>
internal sealed class CohereContent(TranslationReport report)
{
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>Documents to cite, which stand beside the messages.</summary>
    public List<ChatPart.Media> Documents { get; } = [];

    /// <summary>Writes the content of a turn that is no answer: a text if it is nothing else, else parts.</summary>
    public void Write(Utf8JsonWriter output, IReadOnlyList<ChatPart> parts, bool takesImages, bool inResult)
    {
        var pieces = new List<ChatPart>();
        foreach (var part in parts)
            Add(part, pieces, takesImages, inResult);
        WritePieces(output, pieces);
    }

    /// <summary>Writes the content of an answer.</summary>
    public void WriteAnswer(Utf8JsonWriter output, IReadOnlyList<ChatPart> parts)
    {
        var pieces = new List<ChatPart>();
        foreach (var part in parts)
        {
            switch (part)
            {
                case ChatPart.Text or ChatPart.Reasoning:
                    pieces.Add(part);
                    break;
                case ChatPart.Refusal refusal:
                    pieces.Add(new ChatPart.Text(refusal.Value));
                    break;
                case ChatPart.Speech { Transcript.Length: > 0 } speech:
                    pieces.Add(new ChatPart.Text(speech.Transcript));
                    break;
                default:
                    Refuse(part, "here");
                    break;
            }
        }

        WritePieces(output, pieces);
    }

    /// <summary>Writes the documents to cite.</summary>
    public void WriteDocuments(Utf8JsonWriter output)
    {
        output.WriteStartArray("documents");
        foreach (var document in Documents)
            WriteDocument(output, document);
        output.WriteEndArray();
        output.WriteStartObject("citation_options");
        output.WriteString("mode", "ENABLED");
        output.WriteEndObject();
    }

    private void Add(ChatPart part, List<ChatPart> pieces, bool takesImages, bool inResult)
    {
        switch (part)
        {
            case ChatPart.Text:
                pieces.Add(part);
                break;
            case ChatPart.Refusal refusal:
                pieces.Add(new ChatPart.Text(refusal.Value));
                break;
            case ChatPart.Media { Kind: MediaKind.Image, Source: MediaSource.Url or MediaSource.Base64 } when takesImages:
                pieces.Add(part);
                break;
            case ChatPart.Media { Kind: MediaKind.Document } document when TextOf(document) is { } text:
                AddDocument(document, text, pieces, inResult);
                break;
            default:
                Refuse(part, inResult ? "in a tool's result" : "here");
                break;
        }
    }

    private void AddDocument(ChatPart.Media document, string text, List<ChatPart> pieces, bool inResult)
    {
        if (document.Context is { } context)
            pieces.Add(new ChatPart.Text(context));
        var plain = document with { Source = new MediaSource.Text(text) };
        if (document.Citable != true)
            pieces.Add(new ChatPart.Text(text));
        else if (inResult)
            pieces.Add(plain);
        else
            Documents.Add(plain);
    }

    private void WritePieces(Utf8JsonWriter output, List<ChatPart> pieces)
    {
        if (pieces.Count == 0)
            output.WriteStringValue("");
        else if (pieces is [ChatPart.Text only])
            output.WriteStringValue(only.Value);
        else
        {
            output.WriteStartArray();
            foreach (var piece in pieces)
                WritePiece(output, piece);
            output.WriteEndArray();
        }
    }

    private void WritePiece(Utf8JsonWriter output, ChatPart piece)
    {
        output.WriteStartObject();
        switch (piece)
        {
            case ChatPart.Text text:
                output.WriteString("type", "text");
                output.WriteString("text", text.Value);
                break;
            case ChatPart.Reasoning reasoning:
                output.WriteString("type", "thinking");
                output.WriteString("thinking", string.Join("\n\n", reasoning.Texts.Select(text => text.Text)));
                break;
            case ChatPart.Media { Kind: MediaKind.Image } image:
                WriteImage(output, image);
                break;
            case ChatPart.Media document:
                output.WriteString("type", "document");
                output.WritePropertyName("document");
                WriteDocument(output, document);
                break;
        }

        output.WriteEndObject();
    }

    private void WriteImage(Utf8JsonWriter output, ChatPart.Media image)
    {
        output.WriteString("type", "image_url");
        output.WriteStartObject("image_url");
        output.WriteString("url", image.Source switch
        {
            MediaSource.Base64 base64 => $"data:{image.MediaType ?? "image/png"};base64,{base64.Data.Decode()}",
            MediaSource.Url url => url.Address,
            _ => "",
        });
        if (image.Detail is "auto" or "low" or "high")
            output.WriteString("detail", image.Detail);
        output.WriteEndObject();
    }

    // Two documents of one name are told apart by ids that Cohere gives.
    private void WriteDocument(Utf8JsonWriter output, ChatPart.Media document)
    {
        output.WriteStartObject();
        if (document.Name is { Length: > 0 } name && _ids.Add(name))
            output.WriteString("id", name);
        output.WriteStartObject("data");
        output.WriteString("text", ((MediaSource.Text)document.Source).Value);
        output.WriteEndObject();
        output.WriteEndObject();
    }

    private static string? TextOf(ChatPart.Media document) => document.Source switch
    {
        MediaSource.Text text => text.Value,
        MediaSource.Base64 base64 when document.MediaType?.StartsWith("text/", StringComparison.OrdinalIgnoreCase) == true => Decode(base64.Data),
        MediaSource.Parts parts when parts.Items.All(item => item is ChatPart.Text) => string.Join("\n\n", parts.Items.Cast<ChatPart.Text>().Select(item => item.Value)),
        _ => null,
    };

    private static string? Decode(Verbatim base64)
    {
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(base64.Utf8.Length)];
        return Base64.DecodeFromUtf8(base64.Utf8.Span, bytes, out _, out var length) == OperationStatus.Done ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    private void Refuse(ChatPart part, string where) => report.Refuse(ChatField.Messages, part switch
    {
        ChatPart.Media { Source: MediaSource.File } => $"{report.Target} does not have the file that was uploaded elsewhere; send it in the request.",
        ChatPart.Media media => $"{report.Target} takes no {media.Kind.ToString().ToLowerInvariant()} {where}; leave it out or name another model.",
        ChatPart.Speech => $"{report.Target} does not know a spoken answer by its id; send its transcript as text.",
        ChatPart.Opaque opaque => $"{report.Target} takes no '{opaque.Type}' {where}; leave it out or name another model.",
        _ => $"{report.Target} takes no such part {where}; leave it out.",
    });
}
