using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.OpenAi;

/// <summary>Reads content: a text, or a list of parts (Mistral). And images beside it (OpenRouter).</summary>
internal static class OpenAiContent
{
    public static bool IsKnown(ref JsonMembers member) =>
        member.Is("role"u8) || member.Is("content"u8) || member.Is("refusal"u8) || member.Is("tool_calls"u8) || member.Is("function_call"u8)
        || member.Is("reasoning"u8) || member.Is("reasoning_content"u8) || member.Is("reasoning_details"u8) || member.Is("audio"u8)
        || member.Is("annotations"u8) || member.Is("images"u8);

    public static void Read(
        OpenAiChoice choice, OpenAiReasoning reasoning, ReadOnlySpan<byte> data, JsonSlice content, IReadOnlyList<TokenLogprob> logprobs, List<ChatEvent> events)
    {
        if (content.Type != JsonTokenType.StartArray)
        {
            AddText(choice, content.Text(data), logprobs, events);
            return;
        }

        var items = new JsonItems(data, content);
        while (items.Next())
        {
            ReadPart(choice, reasoning, data, items.Current, logprobs, events);
            logprobs = [];
        }
    }

    public static void ReadImages(OpenAiChoice choice, ReadOnlySpan<byte> data, JsonSlice images, List<ChatEvent> events)
    {
        var items = new JsonItems(data, images);
        while (items.Next())
            AddWhole(choice, ImageOf(data, items.Current), events);
    }

    private static void AddText(OpenAiChoice choice, string text, IReadOnlyList<TokenLogprob> logprobs, List<ChatEvent> events)
    {
        if (text.Length + logprobs.Count == 0)
            return;
        choice.Reach(new ChatPart.Text(""), events);
        events.Add(new ChatEvent.TextDelta(choice.Index, choice.Part, text) { Logprobs = logprobs });
    }

    private static void ReadPart(
        OpenAiChoice choice, OpenAiReasoning reasoning, ReadOnlySpan<byte> data, JsonSlice item, IReadOnlyList<TokenLogprob> logprobs, List<ChatEvent> events)
    {
        JsonSlice type = default, text = default, thinking = default, signature = default;
        var members = new JsonMembers(data, item);
        while (members.Next())
        {
            if (members.Is("type"u8))
                type = members.Value();
            else if (members.Is("text"u8))
                text = members.Value();
            else if (members.Is("thinking"u8))
                thinking = members.Value();
            else if (members.Is("signature"u8))
                signature = members.Value();
        }

        var kind = type.Text(data);
        if (kind is "text" or "output_text" || (kind.Length == 0 && text.Type == JsonTokenType.String))
            AddText(choice, text.Text(data), logprobs, events);
        else if (kind == "thinking")
            reasoning.ReadThinking(choice, data, thinking, signature, events);
        else if (kind == "image_url")
            AddWhole(choice, ImageOf(data, item), events);
        else if (kind.Length > 0)
            AddWhole(choice, new ChatPart.Opaque(OpenAiChatJson.Wire, kind, item.Copy(data)), events);
    }

    private static void AddWhole(OpenAiChoice choice, ChatPart part, List<ChatEvent> events)
    {
        choice.Close(events);
        choice.Start(part, events);
        choice.End(events);
    }

    // The address is a text of its own (Mistral) or in an object.
    private static ChatPart ImageOf(ReadOnlySpan<byte> data, JsonSlice item)
    {
        var address = "";
        var members = new JsonMembers(data, item);
        while (members.Next())
        {
            if (!members.Is("image_url"u8))
                continue;
            var image = members.Value();
            address = image.Text(data);
            var inner = new JsonMembers(data, image);
            while (inner.Next())
            {
                if (inner.Is("url"u8))
                    address = inner.Value().Text(data);
            }
        }

        return DataUri.TryParse(address, out var mediaType, out var base64)
            ? new ChatPart.Media(MediaKind.Image, new MediaSource.Base64(base64)) { MediaType = mediaType }
            : new ChatPart.Media(MediaKind.Image, new MediaSource.Url(address));
    }
}
