using System.Text.Json;
using HybridAi.Simulator.Catalog;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Gemini.Proto;

namespace HybridAi.Simulator.Gemini.Requests;

/// <summary>
/// Looks at the thought signatures of the current turn, which begins with the last user message that is no function response: the
/// first function call of each of the model's steps must have the signature that it was given, with models that demand it.
/// </summary>
internal static class SignatureCheck
{
    public static ApiError? Check(IReadOnlyList<JsonElement> contents, CatalogModel model)
    {
        var start = contents.Count - 1;
        while (start > 0 && !IsQuestion(contents[start]))
            start--;
        for (var i = start; i < contents.Count; i++)
        {
            if (ProtoReader.Text(contents[i], "role") == "model" && CheckStep(contents[i], i, model) is { } error)
                return error;
        }

        return null;
    }

    private static ApiError? CheckStep(JsonElement content, int index, CatalogModel model)
    {
        var first = true;
        foreach (var part in ProtoReader.List(content, "parts"))
        {
            var signature = ProtoReader.Text(part, "thoughtSignature");
            if (ProtoReader.Get(part, "functionCall") is not { } call)
            {
                if (signature is { Length: > 0 } && !ThoughtSignatures.IsWhole(signature))
                    return Corrupt();
                continue;
            }

            var name = ProtoReader.Text(call, "name") ?? "";
            if (CheckCall(signature, name, ProtoReader.Get(call, "args")?.GetRawText() ?? "{}", first && GeminiFamily.IsThird(model), index) is { } error)
                return error;
            first = false;
        }

        return null;
    }

    /// <summary>Whether a call has the signature that it was given.</summary>
    /// <param name="signature">What it came with.</param>
    /// <param name="name">The function.</param>
    /// <param name="arguments">Its arguments as JSON.</param>
    /// <param name="required">It must have one.</param>
    /// <param name="index">The place of its turn.</param>
    public static ApiError? CheckCall(string? signature, string name, string arguments, bool required, int index)
    {
        if (signature is { Length: > 0 })
            return ThoughtSignatures.IsForCall(signature, name, arguments) ? null : Corrupt();
        return required
            ? Invalid.Argument(
                "Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and missing "
                + $"thought_signature may lead to degraded model performance. Additional data, function call `default_api:{name}` , position {index + 1}. "
                + "Please refer to https://ai.google.dev/gemini-api/docs/thought-signatures for more details.")
            : null;
    }

    private static bool IsQuestion(JsonElement content) =>
        ProtoReader.Text(content, "role") != "model" && ProtoReader.List(content, "parts").Any(part => ProtoReader.Get(part, "functionResponse") is null);

    private static ApiError Corrupt() => Invalid.Argument("Corrupted thought signature.");
}
