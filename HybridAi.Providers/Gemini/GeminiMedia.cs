using System.Text;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.Gemini;

/// <summary>Writes media as <c>inlineData</c> or <c>fileData</c>.</summary>
internal static class GeminiMedia
{
    private const string DefaultBaseUrl = "https://generativelanguage.googleapis.com/v1beta";

    /// <summary>Writes a piece of media into an object that is open.</summary>
    public static void Write(GeminiDraft draft, ChatPart.Media media)
    {
        switch (media.Source)
        {
            case MediaSource.Base64 base64:
                WriteInline(draft, TypeOf(media), base64.Data.Utf8.Span);
                break;
            case MediaSource.Url { Address: var address } when address.StartsWith("data:", StringComparison.OrdinalIgnoreCase):
                WriteDataUri(draft, media, address);
                break;
            // Google fetches public addresses itself, and only by TLS (ai.google.dev/gemini-api/docs/file-input-methods).
            case MediaSource.Url { Address: var address } when address.StartsWith("https://", StringComparison.OrdinalIgnoreCase):
                WriteFile(draft, media.MediaType ?? MediaTypes.OfAddress(address), address);
                break;
            case MediaSource.Url:
                Refuse(draft, $"{draft.Report.Target} fetches https addresses only; send the {KindOf(media)} itself, as base64.");
                break;
            case MediaSource.File { Id: var id } when id.StartsWith("https://", StringComparison.OrdinalIgnoreCase):
                WriteFile(draft, media.MediaType, id);
                break;
            case MediaSource.File { Id: var id } when id.StartsWith("files/", StringComparison.Ordinal):
                var files = draft.Target.Profile.BaseUrl?.OriginalString.TrimEnd('/') ?? DefaultBaseUrl;
                WriteFile(draft, media.MediaType, $"{files}/{id}");
                break;
            case MediaSource.Parts:
                Refuse(draft, $"{draft.Report.Target} takes documents of text only; send their media beside them.");
                break;
            default:
                Refuse(draft, $"{draft.Report.Target} does not have this file; send the {KindOf(media)} itself, as base64.");
                break;
        }
    }

    /// <summary>How closely to look at everything, by the closest that any piece wants; null if none says.</summary>
    public static string? ResolutionOf(ChatRequest request, TranslationReport report)
    {
        var (low, high) = (false, false);
        foreach (var media in request.Messages.SelectMany(message => message.Parts).OfType<ChatPart.Media>())
        {
            low |= media.Detail == "low";
            high |= media.Detail == "high";
            if (media.Detail is not (null or "auto" or "low" or "high") || (low && high))
                report.Drop(media, ChatRole.User, PartMember.Detail);
        }

        return high ? "MEDIA_RESOLUTION_HIGH" : low ? "MEDIA_RESOLUTION_LOW" : null;
    }

    private static string TypeOf(ChatPart.Media media) => media.MediaType
        ?? (media.Name is { } name ? MediaTypes.OfAddress(name) : null)
        ?? media.Kind switch
        {
            MediaKind.Image => "image/png",
            MediaKind.Audio => "audio/wav",
            MediaKind.Video => "video/mp4",
            _ => "application/pdf",
        };

    private static string KindOf(ChatPart.Media media) => media.Kind.ToString().ToLowerInvariant();

    private static void WriteDataUri(GeminiDraft draft, ChatPart.Media media, string address)
    {
        var comma = address.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !address.AsSpan(0, comma).EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
        {
            Refuse(draft, "A data: address must hold base64.");
            return;
        }

        var type = address["data:".Length..(comma - ";base64".Length)];
        WriteInline(draft, type.Length > 0 ? type : TypeOf(media), Encoding.UTF8.GetBytes(address[(comma + 1)..]));
    }

    private static void WriteInline(GeminiDraft draft, string type, ReadOnlySpan<byte> data)
    {
        draft.Json.WriteStartObject("inlineData");
        draft.Json.WriteString("mimeType", type);
        draft.Json.WriteString("data"u8, data);
        draft.Json.WriteEndObject();
    }

    private static void WriteFile(GeminiDraft draft, string? type, string address)
    {
        draft.Json.WriteStartObject("fileData");
        draft.Json.WriteString("fileUri", address);
        if (type is not null)
            draft.Json.WriteString("mimeType", type);
        draft.Json.WriteEndObject();
    }

    private static void Refuse(GeminiDraft draft, string message) => draft.Report.Refuse(ChatField.Messages, message);
}
