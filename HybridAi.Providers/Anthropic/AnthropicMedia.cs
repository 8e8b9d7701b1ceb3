using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.Anthropic;

/// <summary>Images and documents (messages.d.ts: ImageBlockParam, DocumentBlockParam, SearchResultBlockParam).</summary>
internal sealed class AnthropicMedia(ChatRequest request, TranslationReport report)
{
    private const string Pdf = "application/pdf";

    private readonly string _messages = ChatFields.NameOf(ChatField.Messages, request);

    private bool IsOwnDialect => request.Dialect == ChatDialect.Messages;

    /// <summary>The media as it is sent; null if it is refused.</summary>
    public ChatPart.Media? Prepare(ChatPart.Media media, ChatRole role)
    {
        var isAssistant = role == ChatRole.Assistant;
        if (media.Detail is not (null or "auto"))
            report.Drop(media, role, PartMember.Detail);
        if (media.Kind is not (MediaKind.Image or MediaKind.Document) || (isAssistant && media.Kind == MediaKind.Image))
            return Refuse($"takes no {media.Kind.ToString().ToLowerInvariant()}{(isAssistant ? " of an earlier answer" : "")}");
        if (media.Source is MediaSource.File && !IsOwnDialect)
            return Refuse("does not have a file that was uploaded to another provider; send its content instead");
        if (media.Source is MediaSource.Url { Address: var address } && !address.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            return Refuse("fetches https addresses only; send the content itself, as base64");
        return media.Kind == MediaKind.Image ? PrepareImage(media) : PrepareDocument(media);
    }

    public void Write(Utf8JsonWriter json, ChatPart.Media media, AnthropicBlocks blocks)
    {
        if (media.Source is MediaSource.Parts { Items: var items } && media.Extra.Any(field => field.Path == "source"))
        {
            WriteSearchResult(json, media, items, blocks);
            return;
        }

        json.WriteString("type", media.Kind == MediaKind.Image ? "image" : "document");
        json.WriteStartObject("source");
        WriteSource(json, media, blocks);
        json.WriteEndObject();
        if (media.Kind == MediaKind.Image)
            return;
        json.Optional("title", media.Name);
        json.Optional("context", media.Context);
        WriteCitable(json, media.Citable);
    }

    private ChatPart.Media? PrepareImage(ChatPart.Media media) => media.Source switch
    {
        MediaSource.Base64 when media.MediaType is null => Refuse("has to be told the type of an image; send it as 'data:image/png;base64,…' or the like"),
        MediaSource.Base64 or MediaSource.Url or MediaSource.File => media,
        _ => Refuse("takes images as base64 or by their address"),
    };

    private ChatPart.Media? PrepareDocument(ChatPart.Media media)
    {
        if (media.Source is MediaSource.Parts parts)
            return parts.Items.All(item => item is ChatPart.Text or ChatPart.Media { Kind: MediaKind.Image }) ? media : Refuse("takes documents made of texts and images only");
        if (media.Source is not MediaSource.Base64 { Data: var data } || IsPdf(media))
            return media;
        return IsText(media) && Decode(data) is { } text
            ? media with { Source = new MediaSource.Text(text) }
            : Refuse("takes documents that are PDF or plain text");
    }

    private static bool IsPdf(ChatPart.Media media) => media.MediaType is { } type
        ? type.StartsWith(Pdf, StringComparison.OrdinalIgnoreCase)
        : media.Name is null || media.Name.EndsWith(".pdf", StringComparison.OrdinalIgnoreCase);

    private static bool IsText(ChatPart.Media media) => media.MediaType is { } type
        && (type.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase));

    private static string? Decode(Verbatim base64)
    {
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(base64.Utf8.Length)];
        return Base64.DecodeFromUtf8(base64.Utf8.Span, bytes, out _, out var length) == System.Buffers.OperationStatus.Done && Utf8.IsValid(bytes.AsSpan(0, length))
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : null;
    }

    private static void WriteSource(Utf8JsonWriter json, ChatPart.Media media, AnthropicBlocks blocks)
    {
        switch (media.Source)
        {
            case MediaSource.Base64 base64:
                json.WriteString("type", "base64");
                json.WriteString("media_type", media.Kind == MediaKind.Image ? media.MediaType : Pdf);
                json.WriteString("data", base64.Data.Utf8.Span);
                break;
            case MediaSource.Url url:
                json.WriteString("type", "url");
                json.WriteString("url", url.Address);
                break;
            case MediaSource.File file:
                json.WriteString("type", "file");
                json.WriteString("file_id", file.Id);
                break;
            case MediaSource.Text text:
                json.WriteString("type", "text");
                json.WriteString("media_type", "text/plain");
                json.WriteString("data", text.Value);
                break;
            case MediaSource.Parts parts:
                json.WriteString("type", "content");
                json.WritePropertyName("content");
                blocks.WriteContent(json, parts.Items);
                break;
        }
    }

    private static void WriteSearchResult(Utf8JsonWriter json, ChatPart.Media media, IReadOnlyList<ChatPart> items, AnthropicBlocks blocks)
    {
        json.WriteString("type", "search_result");
        json.WriteString("title", media.Name ?? "");
        json.WriteStartArray("content");
        foreach (var item in items)
            blocks.Write(json, item);
        json.WriteEndArray();
        WriteCitable(json, media.Citable);
    }

    private static void WriteCitable(Utf8JsonWriter json, bool? citable)
    {
        if (citable is not { } enabled)
            return;
        json.WriteStartObject("citations");
        json.WriteBoolean("enabled", enabled);
        json.WriteEndObject();
    }

    private ChatPart.Media? Refuse(string why)
    {
        report.Refuse(_messages, $"{report.Target} {why}.");
        return null;
    }
}
