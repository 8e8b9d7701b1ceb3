using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Gemini;

/// <summary>Turns a candidate's content parts into parts of the model.</summary>
internal sealed class GeminiParts(OpenPart open, ChatTarget target)
{
    private const string TypeOfSound = "audio/";

    /// <summary>Whether any tool was called.</summary>
    public bool HasCalls { get; private set; }

    /// <summary>Reads a text of the answer, whose log probabilities stand beside the parts.</summary>
    public void ReadText(in GeminiPart part, IReadOnlyList<TokenLogprob> logprobs, List<ChatEvent> events) =>
        open.AddText(TextOf(part), logprobs, SealOf(part), events);

    /// <summary>Reads any other part.</summary>
    public void Read(in GeminiPart part, List<ChatEvent> events)
    {
        if (!part.FunctionCall.IsEmpty)
            ReadCall(part.FunctionCall, SealOf(part), events);
        else if (part.IsThought && part.Text.IsEmpty && part.HasContent)
            AddOpaque("thought", part.Json, events);
        else if (!part.InlineData.IsEmpty)
            ReadInline(part.InlineData, SealOf(part), events);
        else if (!part.FileData.IsEmpty)
            ReadFile(part.FileData, SealOf(part), events);
        else if (part.Text.IsEmpty && part.OtherName is not null)
            AddOpaque(part.OtherName, part.Json, events);
        else if (part.IsThought)
            open.AddThought(TextOf(part), SealOf(part), events);
    }

    private static string TextOf(in GeminiPart part) => part.Text.IsEmpty ? "" : GeminiJson.Text(part.Text);

    private Seal? SealOf(in GeminiPart part) =>
        part.Signature.IsEmpty ? null : new Seal(target.Provider, new Verbatim(GeminiJson.Bytes(part.Signature)));

    private void AddOpaque(string type, ReadOnlySpan<byte> json, List<ChatEvent> events) =>
        open.AddWhole(new ChatPart.Opaque(GeminiChat.Wire, type, new Verbatim(json.ToArray())), events);

    private void ReadCall(ReadOnlySpan<byte> json, Seal? seal, List<ChatEvent> events)
    {
        var reader = GeminiJson.OpenObject(json);
        string? id = null, name = null;
        var arguments = default(Verbatim);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Is("name"u8))
                name = GeminiJson.Text(ref reader);
            else if (reader.Is("id"u8))
                id = GeminiJson.Text(ref reader);
            else
            {
                var isArguments = reader.Is("args"u8);
                var value = GeminiJson.Value(ref reader, json);
                if (isArguments && !value.IsEmpty)
                    arguments = GeminiJson.Compact(value);
            }
        }

        if (string.IsNullOrEmpty(name))
            throw new JsonException("a function call has no name");
        if (arguments.IsEmpty)
            arguments = Verbatim.Of("{}");
        if (string.IsNullOrEmpty(id))
            id = $"call_{Guid.NewGuid():N}";
        HasCalls = true;
        var isCustom = EmulatedTools.IsCustom(target.Tools, name);
        var call = new ChatPart.ToolCall(isCustom ? ToolKind.Custom : ToolKind.Function, id, name, default);
        open.AddCall(call, isCustom ? EmulatedTools.Unwrap(arguments) : arguments, seal, events);
    }

    private void ReadInline(ReadOnlySpan<byte> json, Seal? seal, List<ChatEvent> events)
    {
        var reader = GeminiJson.OpenObject(json);
        string? type = null;
        byte[] base64 = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Is("mimeType"u8))
                type = GeminiJson.Text(ref reader);
            else
            {
                var isData = reader.Is("data"u8);
                var value = GeminiJson.Value(ref reader, json);
                if (isData && !value.IsEmpty)
                    base64 = GeminiJson.Bytes(value);
            }
        }

        if (type?.StartsWith(TypeOfSound, StringComparison.OrdinalIgnoreCase) == true)
            open.AddSpeech(Decode(base64), type, seal, events);
        else
            open.AddWhole(new ChatPart.Media(KindOf(type), new MediaSource.Base64(new Verbatim(base64))) { MediaType = type, Seal = seal }, events);
    }

    private void ReadFile(ReadOnlySpan<byte> json, Seal? seal, List<ChatEvent> events)
    {
        using var document = GeminiJson.Document(json);
        var (type, address) = (document.RootElement.Text("mimeType"), document.RootElement.Text("fileUri") ?? "");
        open.AddWhole(new ChatPart.Media(KindOf(type), new MediaSource.Url(address)) { MediaType = type, Seal = seal }, events);
    }

    private static byte[] Decode(byte[] base64)
    {
        var sound = new byte[Base64.GetMaxDecodedFromUtf8Length(base64.Length)];
        return Base64.DecodeFromUtf8(base64, sound, out _, out var written) == OperationStatus.Done
            ? sound[..written]
            : throw new JsonException("sound is not valid base64");
    }

    private static MediaKind KindOf(string? type) =>
        type is null ? MediaKind.Document
        : type.StartsWith("image/", StringComparison.OrdinalIgnoreCase) ? MediaKind.Image
        : type.StartsWith("video/", StringComparison.OrdinalIgnoreCase) ? MediaKind.Video
        : type.StartsWith(TypeOfSound, StringComparison.OrdinalIgnoreCase) ? MediaKind.Audio
        : MediaKind.Document;
}
