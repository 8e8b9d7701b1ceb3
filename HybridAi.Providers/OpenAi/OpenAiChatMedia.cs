using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Profiles;

namespace HybridAi.Providers.OpenAi;

/// <summary>Writes images, sound, videos and files, within the part's object.</summary>
internal sealed class OpenAiChatMedia(Utf8JsonWriter json, bool sameWire, OpenAiChatWire wire, TranslationReport report)
{
    /// <returns>The inner object's name and a slash, or an empty text.</returns>
    public string Write(ChatPart.Media media)
    {
        var inner = media.Kind switch
        {
            MediaKind.Image => "image_url",
            MediaKind.Audio => "input_audio",
            MediaKind.Video => "video_url",
            _ when wire.Has(ChatFeature.DocumentUrls) => "document_url",
            _ => "file",
        };
        json.WriteString("type", inner);
        if (inner == "document_url")
            WriteDocumentUrl(media);
        else if (inner == "input_audio" && wire.Has(ChatFeature.BareAudioInput))
        {
            json.WriteText(inner, SoundOf(media));
            foreach (var field in sameWire ? media.Extra : [])
            {
                if (field.Path.StartsWith("input_audio/", StringComparison.Ordinal))
                    report.Drop(ChatPaths.OfPart(report.Dialect, media, ChatRole.User, field.Path.Replace('/', '.')));
            }
        }
        else
        {
            json.WriteStartObject(inner);
            WriteInner(media);
            if (sameWire)
                ExtraFields.WriteWithin(json, media.Extra, inner + "/");
            json.WriteEndObject();
        }

        return inner + "/";
    }

    private void WriteInner(ChatPart.Media media)
    {
        switch (media.Kind)
        {
            case MediaKind.Image:
                WriteImage(media);
                break;
            case MediaKind.Audio:
                WriteAudio(media);
                break;
            case MediaKind.Video:
                WriteVideo(media);
                break;
            default:
                WriteFile(media);
                break;
        }
    }

    private void WriteImage(ChatPart.Media image)
    {
        if (image.Source is MediaSource.Url && !wire.Has(ChatFeature.ImageUrls))
            Refuse("images at an address; send them as data: URIs");
        json.WriteString("url", AddressOf(image, "image/png") ?? Refuse("uploaded images; send them as data: URIs"));
        if (image.Detail is { } detail)
            json.WriteString("detail", detail);
    }

    private void WriteAudio(ChatPart.Media audio)
    {
        if (!wire.Has(ChatFeature.AudioInput))
            Refuse("sound; leave it out");
        json.WriteText("data", SoundOf(audio));
        json.WriteString("format", FormatOf(audio.MediaType));
    }

    private Verbatim SoundOf(ChatPart.Media audio)
    {
        if (audio.Source is MediaSource.Base64 base64)
            return base64.Data;
        Refuse("sound that is not in the request itself; send it as base64");
        return default;
    }

    private void WriteVideo(ChatPart.Media video)
    {
        if (!wire.Has(ChatFeature.VideoUrls))
            Refuse("videos; leave them out");
        json.WriteString("url", AddressOf(video, "video/mp4") ?? Refuse("uploaded videos; send them as data: URIs"));
    }

    private void WriteFile(ChatPart.Media document)
    {
        if (!wire.Has(ChatFeature.Files))
            Refuse("files; send their text");
        if (document.Source is MediaSource.File file)
            json.WriteString("file_id", file.Id);
        else if (document.Source is MediaSource.Url url)
            json.WriteString("file_data", wire.Has(ChatFeature.FileUrls) ? url.Address : Refuse("files at an address; send them as base64"));
        else if (document is { Source: MediaSource.Base64 { Data: var data }, MediaType: null } && sameWire)
            json.WriteText("file_data", data);
        else
            json.WriteString("file_data", AddressOf(document, "application/pdf"));
        // OpenAI asks for a name wherever the file itself is sent.
        if (document.Name is { } name)
            json.WriteString("filename", name);
        else if (!sameWire && document.Source is MediaSource.Base64)
            json.WriteString("filename", "document.pdf");
    }

    private void WriteDocumentUrl(ChatPart.Media document)
    {
        json.WriteString("document_url", AddressOf(document, "application/pdf") ?? Refuse("files that were uploaded elsewhere; send them as base64"));
        if (document.Name is { } name)
            json.WriteString("document_name", name);
    }

    private static string? AddressOf(ChatPart.Media media, string usualType) => media.Source switch
    {
        MediaSource.Url url => url.Address,
        MediaSource.Base64 base64 => $"data:{media.MediaType ?? usualType};base64,{base64.Data.Decode()}",
        _ => null,
    };

    private string Refuse(string what)
    {
        report.Refuse(ChatField.Messages, $"{report.Target} takes no {what} or name another model.");
        return "";
    }

    // OpenAI knows wav and mp3; others name what they have by the media type's own word.
    private static string FormatOf(string? mediaType) => mediaType switch
    {
        null or "audio/wav" or "audio/x-wav" or "audio/wave" => "wav",
        "audio/mpeg" or "audio/mp3" => "mp3",
        _ => mediaType[(mediaType.IndexOf('/') + 1)..],
    };
}
