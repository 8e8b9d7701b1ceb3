using System.Buffers;
using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Dialects.ChatCompletions;

namespace HybridAi.Gateway.Dialects.Completions;

/// <summary>Writes a whole answer: <c>text_completion</c>.</summary>
internal static class CompletionAnswerWriter
{
    public static void Write(ChatResponse response, DialectContext context, IBufferWriter<byte> output)
    {
        var echo = CompletionRequestReader.EchoOf(context.Request);
        using var json = new Utf8JsonWriter(output, ChatJson.Options);
        json.WriteStartObject();
        CompletionJson.WriteHead(json, response.Head, context, response.Extra.FirstOrDefault(field => field.Path == "system_fingerprint").Json);
        json.WriteStartArray("choices");
        for (var i = 0; i < response.Choices.Count; i++)
        {
            var choice = response.Choices[i];
            var said = string.Concat(choice.Parts.Select(TextOf));
            var logprobs = choice.Parts.SelectMany(LogprobsOf).ToList();
            CompletionJson.WriteChoice(json, i, echo + said, logprobs, echo.Length, choice.Finish ?? new ChatFinish(FinishReason.Stop, "stop"));
        }

        json.WriteEndArray();
        if (response.Usage is { } usage)
            ChatJson.WriteUsage(json, usage.Tokens, response.Extra);
        json.WriteEndObject();
    }

    // Words of declining are words too; reasoning has no place here.
    private static string TextOf(ChatPart part) => part switch
    {
        ChatPart.Text text => text.Value,
        ChatPart.Refusal refusal => refusal.Value,
        _ => "",
    };

    private static IReadOnlyList<TokenLogprob> LogprobsOf(ChatPart part) => part switch
    {
        ChatPart.Text text => text.Logprobs,
        ChatPart.Refusal refusal => refusal.Logprobs,
        _ => [],
    };
}
