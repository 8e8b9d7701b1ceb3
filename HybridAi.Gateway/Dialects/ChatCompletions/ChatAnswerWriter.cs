using System.Buffers;
using System.Text;
using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Gateway.Dialects.ChatCompletions;

/// <summary>Writes a whole answer: <c>chat.completion</c>.</summary>
internal sealed class ChatAnswerWriter(Utf8JsonWriter json, DialectContext context)
{
    private readonly bool _asFunctionCall = ChatJson.WantsFunctionCall(context.Request);

    public static void Write(ChatResponse response, DialectContext context, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, ChatJson.Options);
        new ChatAnswerWriter(json, context).Write(response);
    }

    private void Write(ChatResponse response)
    {
        json.WriteStartObject();
        json.WriteString("id", ChatJson.IdOf(response.Head, context));
        json.WriteString("object", "chat.completion");
        json.WriteNumber("created", ChatJson.CreatedOf(response.Head, context));
        json.WriteString("model", response.Head.Model);
        json.WriteStartArray("choices");
        for (var i = 0; i < response.Choices.Count; i++)
            WriteChoice(i, response.Choices[i]);
        json.WriteEndArray();
        if (response.Usage is { } usage)
            ChatJson.WriteUsage(json, usage.Tokens, response.Extra);
        if (response.Head.ServiceTier is { } tier)
            json.WriteString("service_tier", tier);
        foreach (var field in response.Extra)
        {
            if (ChatJson.IsOfResponse(field))
                json.WriteRaw(field.Path, field.Json);
        }

        json.WriteEndObject();
    }

    private void WriteChoice(int index, ChatChoice choice)
    {
        json.WriteStartObject();
        json.WriteNumber("index", index);
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        WriteContent(choice.Parts);
        if (ChatJson.ShowsReasoning(context.Request))
            ChatReasoningWriter.Write(json, choice.Parts);
        WriteAnnotations(choice.Parts);
        WriteImages(choice.Parts);
        WriteSpeech(choice.Parts);
        WriteCalls(choice.Parts);
        json.WriteEndObject();
        WriteLogprobs(choice.Parts);
        json.WriteString("finish_reason", ChatJson.WordOf(choice.Finish?.Reason ?? FinishReason.Stop, _asFunctionCall));
        foreach (var field in choice.Extra)
        {
            if (ChatJson.IsOfChoice(field))
                json.WriteRaw(field.Path, field.Json);
        }

        json.WriteEndObject();
    }

    // Null where there is something else instead, empty where there is nothing at all.
    private void WriteContent(IReadOnlyList<ChatPart> parts)
    {
        StringBuilder? content = null, refusal = null;
        var isElsewhere = false;
        foreach (var part in parts)
        {
            switch (part)
            {
                case ChatPart.Text text:
                    (content ??= new StringBuilder()).Append(text.Value);
                    break;
                case ChatPart.Refusal words:
                    (refusal ??= new StringBuilder()).Append(words.Value);
                    break;
                case ChatPart.ToolCall or ChatPart.Speech:
                    isElsewhere = true;
                    break;
            }
        }

        if (content is null && !isElsewhere && refusal is null)
            json.WriteString("content", "");
        else
            json.WriteString("content", content?.ToString());
        json.WriteString("refusal", refusal?.ToString());
    }

    private void WriteAnnotations(IReadOnlyList<ChatPart> parts)
    {
        var (any, offset) = (false, 0);
        foreach (var part in parts)
        {
            if (part is not ChatPart.Text text)
                continue;
            foreach (var citation in text.Citations)
            {
                if (citation.Url is null)
                    continue;
                if (!any)
                    json.WriteStartArray("annotations");
                any = true;
                ChatJson.WriteAnnotation(json, citation, offset, text.Value.Length);
            }

            offset += text.Value.Length;
        }

        if (any)
            json.WriteEndArray();
    }

    private void WriteImages(IReadOnlyList<ChatPart> parts)
    {
        var any = false;
        foreach (var part in parts)
        {
            if (part is not ChatPart.Media { Kind: MediaKind.Image } image)
                continue;
            if (!any)
                json.WriteStartArray("images");
            any = true;
            ChatJson.WriteImage(json, image);
        }

        if (any)
            json.WriteEndArray();
    }

    private void WriteSpeech(IReadOnlyList<ChatPart> parts)
    {
        foreach (var part in parts)
        {
            if (part is not ChatPart.Speech speech)
                continue;
            json.WriteStartObject("audio");
            json.WriteString("id", speech.ItemId ?? "");
            json.WriteBase64String("data", speech.Data.Span);
            json.WriteString("transcript", speech.Transcript);
            json.WriteNumber("expires_at", (speech.ExpiresAt ?? context.At).ToUnixTimeSeconds());
            json.WriteEndObject();
            return;
        }
    }

    private void WriteCalls(IReadOnlyList<ChatPart> parts)
    {
        var any = false;
        foreach (var part in parts)
        {
            if (part is not ChatPart.ToolCall call)
                continue;
            if (_asFunctionCall)
            {
                json.WriteStartObject("function_call");
                WriteFunction(call, "arguments");
                return;
            }

            if (!any)
                json.WriteStartArray("tool_calls");
            any = true;
            var type = call.Kind == ToolKind.Custom ? "custom" : "function";
            json.WriteStartObject();
            json.WriteString("id", Seals.ToId(call.Id, call.Seal));
            json.WriteString("type", type);
            json.WriteStartObject(type);
            WriteFunction(call, call.Kind == ToolKind.Custom ? "input" : "arguments");
            json.WriteEndObject();
        }

        if (any)
            json.WriteEndArray();
    }

    private void WriteFunction(ChatPart.ToolCall call, string inputName)
    {
        json.WriteString("name", call.Name);
        json.WriteString(inputName, call.Input.Decode());
        json.WriteEndObject();
    }

    private void WriteLogprobs(IReadOnlyList<ChatPart> parts)
    {
        var content = parts.OfType<ChatPart.Text>().SelectMany(text => text.Logprobs).ToList();
        var refusal = parts.OfType<ChatPart.Refusal>().SelectMany(words => words.Logprobs).ToList();
        if (content.Count + refusal.Count == 0)
        {
            json.WriteNull("logprobs");
            return;
        }

        json.WriteStartObject("logprobs");
        ChatJson.WriteTokens(json, "content", content);
        ChatJson.WriteTokens(json, "refusal", refusal);
        json.WriteEndObject();
    }
}
