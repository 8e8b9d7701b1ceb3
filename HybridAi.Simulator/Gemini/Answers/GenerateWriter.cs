using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Gemini.Requests;

namespace HybridAi.Simulator.Gemini.Answers;

/// <summary>Writes an answer in one piece, and the parts that both forms share.</summary>
internal static class GenerateWriter
{
    public static void Write(Utf8JsonWriter json, GenerateRequest request, ChatAnswer answer, bool withUsage)
    {
        json.WriteStartObject();
        if (answer.Choices.Count == 0)
            WriteBlocked(json);
        else
            WriteCandidates(json, request, answer);
        if (withUsage)
            GenerateUsage.Write(json, request, answer, answer.ReasoningTokens, answer.VisibleTokens);
        WriteTail(json, answer);
        json.WriteEndObject();
    }

    /// <summary>What every answer and every chunk ends with.</summary>
    public static void WriteTail(Utf8JsonWriter json, ChatAnswer answer)
    {
        json.WriteString("modelVersion"u8, answer.Model);
        json.WriteString("responseId"u8, answer.Id);
    }

    /// <summary>A prompt that was refused has no candidates.</summary>
    public static void WriteBlocked(Utf8JsonWriter json)
    {
        json.WriteStartObject("promptFeedback"u8);
        json.WriteString("blockReason"u8, "PROHIBITED_CONTENT"u8);
        json.WriteEndObject();
    }

    /// <summary>A function call, signed if it is the first and the model was thinking.</summary>
    public static void WriteCall(Utf8JsonWriter json, ChoiceAnswer choice, int index, bool third)
    {
        var call = choice.ToolCalls[index];
        json.WriteStartObject();
        json.WriteStartObject("functionCall"u8);
        json.WriteString("name"u8, call.Name);
        json.WritePropertyName("args"u8);
        json.WriteRawValue(call.Arguments, skipInputValidation: true);
        if (third)
            json.WriteString("id"u8, call.Id);
        json.WriteEndObject();
        if (index == 0 && (third || choice.ReasoningTokens > 0))
            json.WriteString("thoughtSignature"u8, ThoughtSignatures.ForCall(call.Name, call.Arguments));
        json.WriteEndObject();
    }

    /// <summary>What follows a candidate's content.</summary>
    public static void WriteFinish(Utf8JsonWriter json, ChoiceAnswer choice)
    {
        json.WriteString("finishReason"u8, choice.FinishReason);
        if (choice.FinishReason == "MALFORMED_FUNCTION_CALL")
            json.WriteString("finishMessage"u8, "Malformed function call"u8);
        if (choice.FinishReason != "SAFETY")
            return;
        json.WriteStartArray("safetyRatings"u8);
        json.WriteStartObject();
        json.WriteString("category"u8, "HARM_CATEGORY_DANGEROUS_CONTENT"u8);
        json.WriteString("probability"u8, "HIGH"u8);
        json.WriteBoolean("blocked"u8, true);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    public static bool IsObject(string arguments)
    {
        try
        {
            using var document = JsonDocument.Parse(arguments);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void WriteCandidates(Utf8JsonWriter json, GenerateRequest request, ChatAnswer answer)
    {
        var third = GeminiFamily.IsThird(request.Chat.Model.Catalog);
        json.WriteStartArray("candidates"u8);
        for (var i = 0; i < answer.Choices.Count; i++)
        {
            var choice = answer.Choices[i];
            json.WriteStartObject();
            json.WriteStartObject("content"u8);
            WriteParts(json, choice, third);
            json.WriteString("role"u8, "model"u8);
            json.WriteEndObject();
            WriteFinish(json, choice);
            json.WriteNumber("index"u8, i);
            if (request.Chat.Logprobs && choice.Content is { Length: > 0 } text)
                LogprobsResult.Write(json, text, request.Chat.TopLogprobs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteParts(Utf8JsonWriter json, ChoiceAnswer choice, bool third)
    {
        var text = choice.Content is { Length: > 0 } content ? content : null;
        if (text is null && choice.Reasoning.Length == 0 && choice.ToolCalls.Count == 0)
            return;
        json.WriteStartArray("parts"u8);
        if (choice.Reasoning.Length > 0)
        {
            json.WriteStartObject();
            json.WriteString("text"u8, choice.Reasoning);
            json.WriteBoolean("thought"u8, true);
            json.WriteEndObject();
        }

        if (text is not null)
        {
            json.WriteStartObject();
            json.WriteString("text"u8, text);
            if (third && choice.ReasoningTokens > 0)
                json.WriteString("thoughtSignature"u8, ThoughtSignatures.ForText());
            json.WriteEndObject();
        }

        for (var i = 0; i < choice.ToolCalls.Count; i++)
            WriteCall(json, choice, i, third);
        json.WriteEndArray();
    }
}
