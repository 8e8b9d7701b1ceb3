using System.Text.Json;
using HybridAi.Core.Routing;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Routing;

/// <summary>
/// Finds what a request needs of a model, in the words of every dialect. The conversation is searched for bytes, not read: a word in quotes that
/// is no part of a text can only be a value or a name.
/// </summary>
internal static class NeedsScan
{
    /// <summary>What the request needs.</summary>
    /// <param name="scan">The body.</param>
    public static RequestNeeds Find(BodyScan scan)
    {
        var needs = RequestNeeds.None;
        foreach (ref readonly var property in scan.Properties)
        {
            var value = scan.ValueOf(property);
            needs |= property.Field switch
            {
                BodyField.Messages or BodyField.Input => OfConversation(value),
                BodyField.Thinking => value.IndexOf("\"disabled\""u8) < 0 && property.Type == JsonTokenType.StartObject ? RequestNeeds.Reasoning : RequestNeeds.None,
                BodyField.Other => OfField(scan.PlainNameOf(property), value, property.Type),
                _ => RequestNeeds.None,
            };
        }

        return needs;
    }

    private static RequestNeeds OfConversation(ReadOnlySpan<byte> conversation)
    {
        var needs = RequestNeeds.None;
        // Chat completions: image_url; responses: input_image; messages: image.
        if (conversation.IndexOf("\"image_url\""u8) >= 0 || conversation.IndexOf("\"input_image\""u8) >= 0 || conversation.IndexOf("\"image\""u8) >= 0)
            needs |= RequestNeeds.Vision;
        if (conversation.IndexOf("\"input_audio\""u8) >= 0)
            needs |= RequestNeeds.Audio;
        // Their documents are PDFs unless a media type says that they are plain text.
        if (conversation.IndexOf("\"input_file\""u8) >= 0 || conversation.IndexOf("\"file\""u8) >= 0
            || (conversation.IndexOf("\"document\""u8) >= 0 && conversation.IndexOf("\"application/pdf\""u8) >= 0))
            needs |= RequestNeeds.Pdf;
        return needs;
    }

    private static RequestNeeds OfField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, JsonTokenType type) => type switch
    {
        JsonTokenType.StartArray when name.SequenceEqual("tools"u8) || name.SequenceEqual("functions"u8) => value.IndexOf((byte)'{') >= 0 ? RequestNeeds.Tools : RequestNeeds.None,
        JsonTokenType.StartArray when name.SequenceEqual("modalities"u8) => value.IndexOf("\"audio\""u8) >= 0 ? RequestNeeds.Speech : RequestNeeds.None,
        JsonTokenType.StartObject when name.SequenceEqual("response_format"u8) || name.SequenceEqual("text"u8) || name.SequenceEqual("output_format"u8) || name.SequenceEqual("output_config"u8) =>
            value.IndexOf("\"json_schema\""u8) >= 0 ? RequestNeeds.StructuredOutput : RequestNeeds.None,
        JsonTokenType.StartObject when name.SequenceEqual("reasoning"u8) => Effort(value),
        JsonTokenType.String when name.SequenceEqual("reasoning_effort"u8) => Effort(value),
        _ => RequestNeeds.None,
    };

    // "none" asks for none.
    private static RequestNeeds Effort(ReadOnlySpan<byte> value) =>
        value.IndexOf("\"none\""u8) < 0 && value.IndexOf((byte)'"') >= 0 ? RequestNeeds.Reasoning : RequestNeeds.None;
}
