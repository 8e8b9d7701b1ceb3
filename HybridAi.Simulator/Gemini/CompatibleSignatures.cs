using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Catalog;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Gemini.Requests;
using HybridAi.Simulator.OpenAi.Requests;

namespace HybridAi.Simulator.Gemini;

/// <summary>Thought signatures on OpenAI's wire: <c>tool_calls[].extra_content.google.thought_signature</c>.</summary>
internal static class CompatibleSignatures
{
    /// <summary>Signs the first call if the model was thinking.</summary>
    public static ChoiceAnswer Sign(ChoiceAnswer choice, CatalogModel model)
    {
        if (choice.ToolCalls.Count == 0 || !(GeminiFamily.IsThird(model) || choice.ReasoningTokens > 0))
            return choice;
        var first = choice.ToolCalls[0];
        return choice with
        {
            ToolCalls = [first with { ThoughtSignature = ThoughtSignatures.ForCall(first.Name, first.Arguments) }, .. choice.ToolCalls.Skip(1)],
        };
    }

    /// <summary>Looks at the calls since the last question, in messages that are otherwise in order.</summary>
    public static ApiError? Check(JsonElement messages, CatalogModel model)
    {
        var all = messages.EnumerateArray().ToArray();
        var start = Array.FindLastIndex(all, message => RequestFields.Text(message, "role") is "user");
        for (var i = Math.Max(start, 0); i < all.Length; i++)
        {
            var first = true;
            foreach (var call in RequestFields.Get(all[i], "tool_calls") is { ValueKind: JsonValueKind.Array } calls ? calls.EnumerateArray() : default)
            {
                if (RequestFields.Get(call, "function") is not { } function || RequestFields.Text(function, "arguments") is not { } arguments)
                    continue;
                var required = first && GeminiFamily.IsThird(model);
                if (SignatureCheck.CheckCall(SignatureOf(call), RequestFields.Text(function, "name") ?? "", arguments, required, i) is { } error)
                    return error;
                first = false;
            }
        }

        return null;
    }

    private static string? SignatureOf(JsonElement call) =>
        RequestFields.Get(call, "extra_content") is { ValueKind: JsonValueKind.Object } extra
        && RequestFields.Get(extra, "google") is { ValueKind: JsonValueKind.Object } google
            ? RequestFields.Text(google, "thought_signature")
            : null;
}
