using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.Cohere;

/// <summary>Writes the conversation, and the documents that it may cite.</summary>
internal sealed class CohereMessages(ChatRequest request, ChatTarget target, TranslationReport report)
{
    private readonly CohereContent _content = new(report);
    private readonly bool _reasons = target.Catalog?.Supports.Reasoning != false;

    /// <summary>Whether there are documents to cite beside the messages.</summary>
    public bool HasDocuments => _content.Documents.Count > 0;

    public void Write(Utf8JsonWriter output)
    {
        output.WriteStartArray("messages");
        var first = WriteSystem(output);
        for (var i = first; i < request.Messages.Count; i++)
        {
            NoteLosses(request.Messages[i]);
            WriteMessage(output, request.Messages[i]);
        }

        output.WriteEndArray();
        if (request.Messages.Count > 0 && request.Messages[^1].Role == ChatRole.Assistant)
            report.Refuse(ChatField.Messages, $"{report.Target} cannot continue an answer that is begun; let the last message be the user's or a tool's.");
        if (HasDocuments)
            _content.WriteDocuments(output);
    }

    // "system turn must be the first in the list" (Cohere's errors page): one, of all that stand in front.
    private int WriteSystem(Utf8JsonWriter output)
    {
        var count = 0;
        var parts = new List<ChatPart>();
        for (; count < request.Messages.Count && IsSystem(request.Messages[count]); count++)
        {
            NoteLosses(request.Messages[count]);
            parts.AddRange(request.Messages[count].Parts);
        }

        if (count > 0)
            WriteTurn(output, "system", parts);
        if (count > 0 && count == request.Messages.Count)
            report.Refuse(ChatField.Messages, $"{report.Target} needs a message of the user; a system prompt alone is no conversation.");
        return count;
    }

    private void WriteMessage(Utf8JsonWriter output, ChatMessage message)
    {
        switch (message.Role)
        {
            case ChatRole.Assistant:
                WriteAssistant(output, message);
                break;
            case ChatRole.Tool:
                foreach (var part in message.Parts)
                    WriteResult(output, part);
                break;
            default:
                // What an operator says amid a conversation is said in the user's turn.
                WriteTurn(output, "user", message.Parts);
                break;
        }
    }

    private void WriteTurn(Utf8JsonWriter output, string role, IReadOnlyList<ChatPart> parts)
    {
        output.WriteStartObject();
        output.WriteString("role", role);
        output.WritePropertyName("content");
        _content.Write(output, parts, takesImages: role == "user", inResult: false);
        output.WriteEndObject();
    }

    private void WriteAssistant(Utf8JsonWriter output, ChatMessage message)
    {
        var (content, calls, plan) = (new List<ChatPart>(), new List<ChatPart.ToolCall>(), "");
        var isBeforeCalls = message.Parts.Any(part => part is ChatPart.ToolCall);
        foreach (var part in message.Parts)
        {
            switch (part)
            {
                case ChatPart.ToolCall call:
                    calls.Add(call);
                    break;
                case ChatPart.Reasoning reasoning:
                    plan += Sort(reasoning, content, isBeforeCalls);
                    break;
                default:
                    content.Add(part);
                    break;
            }
        }

        output.WriteStartObject();
        output.WriteString("role", "assistant");
        if (content.Count > 0 || (calls.Count == 0 && plan.Length == 0))
        {
            output.WritePropertyName("content");
            _content.WriteAnswer(output, content);
        }

        if (plan.Length > 0)
            output.WriteString("tool_plan", plan);
        WriteCalls(output, calls);
        output.WriteEndObject();
    }

    // Plans have a field of their own; what is left is thinking, for models that think. Callers have one word for both and send a plan
    // back as reasoning: before the calls of a model that does not think it can only be that.
    private string Sort(ChatPart.Reasoning reasoning, List<ChatPart> content, bool isBeforeCalls)
    {
        var (plan, thoughts) = ("", new List<ReasoningText>());
        foreach (var text in reasoning.Texts)
        {
            if (text.Kind == ReasoningKind.Plan || (isBeforeCalls && !_reasons))
                plan += text.Text;
            else if (text.Text.Length > 0)
                thoughts.Add(text);
        }

        if (thoughts.Count > 0 && _reasons)
            content.Add(new ChatPart.Reasoning(thoughts));
        else if (thoughts.Count > 0 || reasoning.Texts.Count == 0)
            report.Drop(reasoning, ChatRole.Assistant, PartMember.Whole);
        return plan;
    }

    private void WriteCalls(Utf8JsonWriter output, List<ChatPart.ToolCall> calls)
    {
        if (calls.Count == 0)
            return;
        output.WriteStartArray("tool_calls");
        foreach (var call in calls)
        {
            output.WriteStartObject();
            output.WriteString("id", call.Id);
            output.WriteString("type", "function");
            output.WriteStartObject("function");
            output.WriteString("name", call.Name);
            if (call is { Kind: ToolKind.Function, Input.IsEmpty: false } && !CallArguments.IsObject(call.Input))
                report.Refuse(ChatField.Messages, $"{report.Target} takes arguments of tool calls only as a JSON object; those of a call of '{call.Name}' are none.");
            var arguments = call.Kind == ToolKind.Custom ? EmulatedTools.Wrap(call.Input) : call.Input;
            output.WriteString("arguments", arguments.IsEmpty ? "{}"u8 : arguments.Utf8.Span);
            output.WriteEndObject();
            output.WriteEndObject();
        }

        output.WriteEndArray();
    }

    private void WriteResult(Utf8JsonWriter output, ChatPart part)
    {
        if (part is not ChatPart.ToolResult result)
        {
            report.Refuse(ChatField.Messages, $"{report.Target} takes nothing but results in a tool's turn.");
            return;
        }

        output.WriteStartObject();
        output.WriteString("role", "tool");
        output.WriteString("tool_call_id", result.CallId);
        output.WritePropertyName("content");
        var parts = result.IsError == true ? [new ChatPart.Text("The tool failed: "), .. result.Parts] : result.Parts;
        _content.Write(output, parts, takesImages: false, inResult: true);
        output.WriteEndObject();
    }

    private void NoteLosses(ChatMessage message)
    {
        report.LacksRest(message);
        foreach (var part in message.Parts)
            NoteLosses(part, message.Role);
    }

    private void NoteLosses(ChatPart part, ChatRole role)
    {
        if (part.Cache is not null)
            report.Drop(part, role, PartMember.Cache);
        if (part.Seal is not null)
            report.Drop(part, role, PartMember.Seal);
        if (part is ChatPart.Text { Citations.Count: > 0 })
            report.Drop(part, role, PartMember.Citations);
        // A name is the id of a document that may be cited.
        if (part is ChatPart.Media { Name: not null, Citable: not true })
            report.Drop(part, role, PartMember.Name);
        if (part is ChatPart.Media { Detail: not (null or "auto" or "low" or "high") })
            report.Drop(part, role, PartMember.Detail);
        report.LacksExtra(part, role);
        foreach (var inner in part is ChatPart.ToolResult result ? result.Parts : part is ChatPart.Media { Source: MediaSource.Parts { Items: var items } } ? items : [])
            NoteLosses(inner, ChatRole.Tool);
    }

    private static bool IsSystem(ChatMessage message) => message.Role is ChatRole.System or ChatRole.Developer;
}
