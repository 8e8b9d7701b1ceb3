using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Gateway.Dialects.Messages;

/// <summary>What stands around the content, in whole answers and in streams alike (messages.d.ts: Message).</summary>
internal static class MessagesEnvelope
{
    /// <summary>What stands between pieces of reasoning that another wire keeps apart.</summary>
    public const string BetweenThoughts = "\n\n";

    /// <summary>Whether a piece is in this wire's own words.</summary>
    public static bool IsOwn(string wire) => wire is "anthropic" or "messages";

    public static void WriteHead(Utf8JsonWriter json, ResponseHead head)
    {
        json.WriteString("id", head.Id);
        json.WriteString("type", "message");
        json.WriteString("role", "assistant");
        json.WriteString("model", head.Model);
    }

    /// <summary>Why it ended, nothing of which is known at a stream's start, and the container that server tools ran in.</summary>
    public static void WriteEnd(Utf8JsonWriter json, ChatFinish? finish, IReadOnlyList<ExtraField> extra)
    {
        var reason = finish is null ? null : ReasonOf(finish);
        json.WriteString("stop_reason", reason);
        json.WriteString("stop_sequence", reason == "stop_sequence" ? finish!.StopSequence : null);
        if (reason == "refusal")
        {
            json.WriteStartObject("stop_details");
            json.WriteString("type", "refusal");
            json.WriteString("category", finish!.Category);
            json.WriteString("explanation", finish.Explanation);
            json.WriteEndObject();
        }
        else
            json.WriteNull("stop_details");
        WriteExtra(json, "container", extra, "container");
    }

    /// <summary>A field that another wire could not have sent, or null.</summary>
    public static void WriteExtra(Utf8JsonWriter json, string name, IReadOnlyList<ExtraField> extra, string path)
    {
        json.WritePropertyName(name);
        for (var i = 0; i < extra.Count; i++)
        {
            if (extra[i].Path == path)
            {
                json.WriteRawValue(extra[i].Json.Utf8.Span);
                return;
            }
        }

        json.WriteNullValue();
    }

    /// <summary>Begins a tool call's block, up to its input. Its seal travels in its id.</summary>
    public static void WriteCallStart(Utf8JsonWriter json, ChatPart.ToolCall call, Seal? seal)
    {
        json.WriteStartObject();
        json.WriteString("type", "tool_use");
        json.WriteString("id", Seals.ToId(call.Id, seal));
        json.WriteString("name", call.Name);
        for (var i = 0; i < call.Extra.Count; i++)
        {
            if (call.Extra[i].Path is "caller" or "toolset_name")
            {
                json.WritePropertyName(call.Extra[i].Path);
                json.WriteRawValue(call.Extra[i].Json.Utf8.Span);
            }
        }
    }

    // An answer that the provider gave up is not at its end; "max_tokens" is the one word that makes clients treat it as cut.
    private static string ReasonOf(ChatFinish finish) => finish.Reason switch
    {
        FinishReason.Length => finish.Raw == "model_context_window_exceeded" ? finish.Raw : "max_tokens",
        FinishReason.ToolCalls => "tool_use",
        FinishReason.ContentFilter => "refusal",
        FinishReason.Error => "max_tokens",
        _ when finish.StopSequence is not null => "stop_sequence",
        _ => finish.Raw is "pause_turn" or "stop_sequence" ? finish.Raw : "end_turn",
    };
}
