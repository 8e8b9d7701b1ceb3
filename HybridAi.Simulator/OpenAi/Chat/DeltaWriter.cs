using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi.Chat;

/// <summary>Writes the members of a delta.</summary>
internal static class DeltaWriter
{
    public static void Write(
        Utf8JsonWriter json, ProviderProfile profile, ChatRequest request, ChoiceAnswer choice, in StreamPiece piece, string answerId)
    {
        switch (piece.Kind)
        {
            case PieceKind.Role:
                WriteRole(json, profile, choice);
                break;
            case PieceKind.Reasoning:
                WriteReasoning(json, profile, piece.Text);
                break;
            case PieceKind.Content when request.AudioFormat is not null:
                json.WriteStartObject("audio"u8);
                json.WriteString("id"u8, $"audio_{answerId}{piece.Choice}");
                json.WriteString("transcript"u8, piece.Text);
                json.WriteBase64String("data"u8, SoundWriter.Tone(1, wav: false));
                json.WriteEndObject();
                break;
            case PieceKind.Content:
                json.WriteString("content"u8, piece.Text);
                break;
            case PieceKind.CallHead or PieceKind.WholeCall:
                WriteCallHead(json, request, choice.ToolCalls[piece.Call], piece);
                break;
            case PieceKind.CallArguments:
                WriteArguments(json, request, choice.ToolCalls[piece.Call], piece);
                break;
            default:
                break;
        }
    }

    private static void WriteRole(Utf8JsonWriter json, ProviderProfile profile, ChoiceAnswer choice)
    {
        json.WriteString("role"u8, "assistant"u8);
        if (choice.Content is null && profile.WritesNullDeltas)
            json.WriteNull("content"u8);
        else
            json.WriteString("content"u8, ""u8);
        if (profile.WritesNullDeltas)
            json.WriteNull("refusal"u8);
    }

    private static void WriteReasoning(Utf8JsonWriter json, ProviderProfile profile, string text)
    {
        if (profile.Reasoning == ReasoningStyle.ThinkingPart)
        {
            json.WriteStartArray("content"u8);
            MessageWriter.WriteThinkingPart(json, text);
            json.WriteEndArray();
            return;
        }

        json.WriteString(profile.ReasoningField, text);
        if (profile.Reasoning == ReasoningStyle.FieldAndDetails)
            MessageWriter.WriteReasoningDetails(json, text);
    }

    private static void WriteCallHead(Utf8JsonWriter json, ChatRequest request, ToolCallAnswer call, in StreamPiece piece)
    {
        if (request.LegacyFunctions)
        {
            json.WriteStartObject("function_call"u8);
            json.WriteString("name"u8, call.Name);
            json.WriteString("arguments"u8, piece.Text);
            json.WriteEndObject();
            return;
        }

        json.WriteStartArray("tool_calls"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, piece.Call);
        MessageWriter.WriteCall(json, call, piece.Text);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteArguments(Utf8JsonWriter json, ChatRequest request, ToolCallAnswer call, in StreamPiece piece)
    {
        if (request.LegacyFunctions)
        {
            json.WriteStartObject("function_call"u8);
            json.WriteString("arguments"u8, piece.Text);
            json.WriteEndObject();
            return;
        }

        json.WriteStartArray("tool_calls"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, piece.Call);
        json.WriteStartObject(call.Custom ? "custom"u8 : "function"u8);
        json.WriteString(call.Custom ? "input"u8 : "arguments"u8, piece.Text);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
