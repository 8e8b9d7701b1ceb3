using System.Buffers;
using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi.Chat;

/// <summary>Writes the chunks of one stream.</summary>
internal sealed class ChunkWriter(ProviderProfile profile, ChatRequest request, ChatAnswer answer, JsonBuffer buffer, bool withUsage)
{
    private readonly bool _nullUsage = profile.WritesNullUsage && request.IncludeUsage;
    private bool _first = true;

    private Utf8JsonWriter Json => buffer.Json;

    /// <summary>A chunk with a piece of a choice.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="last">The last of all choices' pieces.</param>
    /// <param name="reasoning">Reasoning tokens so far, this piece's included.</param>
    /// <param name="visible">Other output tokens so far.</param>
    /// <param name="nanoDollars">What the call costs, for the last piece.</param>
    public void WritePiece(in StreamPiece piece, bool last, int reasoning, int visible, long nanoDollars)
    {
        Begin();
        WriteHead();
        Json.WriteStartArray("choices"u8);
        WriteChoice(piece);
        Json.WriteEndArray();
        var usageHere = last && profile.StreamUsage == StreamUsage.FinishChunk;
        if (withUsage && (usageHere || request.ContinuousUsage))
            WriteUsage(reasoning, visible, nanoDollars);
        else if (_nullUsage)
            Json.WriteNull("usage"u8);
        if (last && profile.WritesTimeInfo)
            ChatBodyWriter.WriteTimeInfo(Json, answer);
        if (profile.WritesGroqId && (_first || last))
            WriteGroq(last, reasoning, visible, nanoDollars);
        if (request.Obfuscate)
            Json.WriteString("obfuscation"u8, "abcdefghijkl"u8[..(1 + ((visible + reasoning) % 12))]);
        _first = false;
        End();
    }

    /// <summary>The chunk with usage and no choices, where the provider sends one.</summary>
    public void WriteUsageChunk(long nanoDollars)
    {
        var wanted = profile.StreamUsage == StreamUsage.OwnChunk || (profile.StreamUsage == StreamUsage.OnRequest && request.IncludeUsage);
        if (!wanted || !withUsage)
            return;
        Begin();
        WriteHead();
        Json.WriteStartArray("choices"u8);
        Json.WriteEndArray();
        WriteUsage(answer.ReasoningTokens, answer.VisibleTokens, nanoDollars);
        End();
    }

    /// <summary>Azure's first chunk: what its filters found in the prompt, and nothing else.</summary>
    public void WritePromptFilterChunk()
    {
        Begin();
        Json.WriteString("id"u8, ""u8);
        Json.WriteString("object"u8, ""u8);
        Json.WriteNumber("created"u8, 0);
        Json.WriteString("model"u8, ""u8);
        Json.WriteStartArray("choices"u8);
        Json.WriteEndArray();
        FilterResults.WritePrompt(Json);
        End();
    }

    /// <summary>An error in place of the rest of the stream.</summary>
    public void WriteError(Errors.ApiError error)
    {
        var row = profile.Errors.RowFor(error);
        if (!profile.StreamErrorHasChoice && !profile.StreamErrorHasStatus)
        {
            buffer.Bytes.Write("data: "u8);
            profile.Errors.Write(Json, error);
            Finish();
            return;
        }

        Begin();
        if (profile.StreamErrorHasChoice)
            WriteHead();
        Json.WriteStartObject("error"u8);
        if (profile.StreamErrorHasChoice)
            Json.WriteNumber("code"u8, row.Status);
        Json.WriteString("message"u8, error.Message);
        if (profile.StreamErrorHasChoice)
        {
            Json.WriteStartObject("metadata"u8);
            Json.WriteString("error_type"u8, row.Type);
            Json.WriteEndObject();
            Json.WriteEndObject();
            Json.WriteStartArray("choices"u8);
            WriteErrorChoice();
            Json.WriteEndArray();
        }
        else
        {
            Json.WriteString("type"u8, row.Type);
            Json.WriteString("param"u8, error.Param);
            Json.WriteString("code"u8, row.Code);
            Json.WriteString("id"u8, answer.Id);
            Json.WriteEndObject();
            Json.WriteNumber("status_code"u8, row.Status);
        }

        End();
    }

    private void WriteErrorChoice()
    {
        Json.WriteStartObject();
        Json.WriteNumber("index"u8, 0);
        Json.WriteStartObject("delta"u8);
        Json.WriteString("content"u8, ""u8);
        Json.WriteEndObject();
        Json.WriteString("finish_reason"u8, "error"u8);
        Json.WriteEndObject();
    }

    private void WriteHead()
    {
        Json.WriteString("id"u8, answer.Id);
        if (profile.UpstreamName is { } upstream)
            Json.WriteString("provider"u8, upstream);
        Json.WriteString("object"u8, "chat.completion.chunk"u8);
        Json.WriteNumber("created"u8, answer.Created);
        Json.WriteString("model"u8, answer.Model);
        if (profile.ServiceTier is { } tier)
            Json.WriteString("service_tier"u8, tier);
        if (profile.WritesFingerprint)
            Json.WriteString("system_fingerprint"u8, answer.Fingerprint);
    }

    private void WriteChoice(in StreamPiece piece)
    {
        var choice = answer.Choices[piece.Choice];
        Json.WriteStartObject();
        Json.WriteNumber("index"u8, piece.Choice);
        Json.WriteStartObject("delta"u8);
        DeltaWriter.Write(Json, profile, request, choice, piece, answer.Id);
        Json.WriteEndObject();
        if (request.Logprobs && piece.Kind == PieceKind.Content)
            LogprobWriter.Write(Json, piece.Text, request.TopLogprobs);
        else if (profile.WritesNullLogprobs)
            Json.WriteNull("logprobs"u8);
        var finish = piece.Kind == PieceKind.Finish ? choice.FinishReason : null;
        Json.WriteString("finish_reason"u8, finish);
        if (profile.WritesNativeFinishReason)
            Json.WriteString("native_finish_reason"u8, finish);
        if (profile.WritesFilterResults && piece.Kind != PieceKind.Role)
            FilterResults.WriteChoice(Json, finish == "content_filter");
        Json.WriteEndObject();
    }

    private void WriteUsage(int reasoning, int visible, long nanoDollars)
    {
        Json.WritePropertyName("usage"u8);
        UsageWriter.Write(Json, profile.Usage, answer, reasoning, visible, nanoDollars);
    }

    private void WriteGroq(bool last, int reasoning, int visible, long nanoDollars)
    {
        Json.WriteStartObject("x_groq"u8);
        Json.WriteString("id"u8, $"req_{answer.Id}");
        if (last && withUsage)
            WriteUsage(reasoning, visible, nanoDollars);
        Json.WriteEndObject();
    }

    private void Begin()
    {
        buffer.Bytes.Write("data: "u8);
        Json.WriteStartObject();
    }

    private void End()
    {
        Json.WriteEndObject();
        Finish();
    }

    private void Finish()
    {
        Json.Flush();
        Json.Reset();
        buffer.Bytes.Write("\n\n"u8);
    }
}
