using System.Text.Json;
using HybridAi.Gateway.Errors;

namespace HybridAi.Gateway.Dialects.Messages;

/// <summary>
/// Conversations that Anthropic's servers hold, so that a turn has only what is new (BetaMessageThreadParam). No other provider can go on
/// with one: it would see half a conversation. Refused in these words, the tool runner of Anthropic's SDK goes on with whole conversations
/// (npm <c>@anthropic-ai/sdk</c> 1.11.0, ThreadState: unsupportedFeatures).
/// </summary>
internal static class MessagesThreads
{
    public const string Field = "thread";

    public const string Refusal = "is for Anthropic's own models, whose servers hold the conversation; leave it out and send all messages";

    /// <summary>Writes the <c>details</c> of an error, if it is this refusal.</summary>
    public static void WriteDetails(Utf8JsonWriter json, GatewayError error)
    {
        if (error is not { Code: GatewayErrorCode.InvalidRequest, Param: Field })
            return;
        json.WriteStartObject("details");
        json.WriteString("error_code", "thread_unsupported_request");
        json.WriteStartArray("unsupported");
        json.WriteStringValue(Field);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
