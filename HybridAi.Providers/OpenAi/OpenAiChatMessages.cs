using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.OpenAi;

/// <summary>Writes the conversation.</summary>
internal sealed class OpenAiChatMessages(Utf8JsonWriter json, ChatRequest request, ChatTarget target, OpenAiChatWire wire, TranslationReport report)
{
    private readonly bool _sameWire = request.Dialect == ChatDialect.ChatCompletions;
    private readonly OpenAiChatParts _parts = new(json, request, wire, report);
    private readonly ToolCallIds _ids = new(wire.Profile.ToolIdLength);
    private readonly Dictionary<string, string> _toolNames = new(StringComparer.Ordinal);

    public void Write()
    {
        json.WriteStartArray("messages");
        for (var i = 0; i < request.Messages.Count; i++)
        {
            var message = request.Messages[i];
            if (message.Role == ChatRole.Tool)
                WriteResults(message);
            else if (message.Role == ChatRole.Assistant)
                WriteAssistant(message, isLast: i == request.Messages.Count - 1);
            else
                WriteSaid(message);
        }

        json.WriteEndArray();
        if (wire.Profile.Prefill == PrefillStyle.Continue && request.Messages is [.., { Role: ChatRole.Assistant }])
        {
            WriteUnlessSaid("continue_final_message", true, request.Extra);
            WriteUnlessSaid("add_generation_prompt", false, request.Extra);
        }
    }

    private void WriteSaid(ChatMessage message)
    {
        json.WriteStartObject();
        json.WriteString("role", message.Role switch
        {
            ChatRole.User => "user",
            ChatRole.Developer when wire.Has(ChatFeature.DeveloperRole) => "developer",
            _ => "system",
        });
        _parts.WriteContent("content", message.Parts, message.Role);
        EndMessage(message);
    }

    private void EndMessage(ChatMessage message)
    {
        var takesName = wire.Has(ChatFeature.SpeakerNames);
        if (message.Name is { } name && takesName)
            json.WriteString("name", name);
        if (_sameWire)
            ExtraFields.Write(json, message.Extra);
        report.LacksRest(_sameWire ? message with { Extra = [] } : message, takesName);
        json.WriteEndObject();
    }

    // A seal that is not written: of reasoning that is sent back it is.
    private void NameLost(ChatPart part, ChatRole role)
    {
        if (part.Seal is not null)
            report.Drop(part, role, PartMember.Seal);
        if (!_sameWire)
            report.LacksExtra(part, role);
    }

    private void WriteAssistant(ChatMessage message, bool isLast)
    {
        var (said, calls) = Sort(message.Parts);
        json.WriteStartObject();
        json.WriteString("role", "assistant");
        var reasoning = OpenAiChatReasoning.ToSendBack(message.Parts, request, target, wire, report);
        if (said.Count == 0 && (calls.Count > 0 || HasSpeech(message.Parts) || HasRefusal(message.Parts)) && !(reasoning.Count > 0 && wire.Profile.ReasoningHistory == ReasoningHistory.Thinking))
            json.WriteNull("content");
        else
            _parts.WriteContent("content", said, ChatRole.Assistant, wire.Profile.ReasoningHistory == ReasoningHistory.Thinking ? reasoning : []);
        WriteRefusal(message.Parts);
        if (wire.Profile.ReasoningHistory != ReasoningHistory.Thinking)
            OpenAiChatReasoning.WriteHistory(json, reasoning, wire.Profile.ReasoningHistory);
        if (calls.Count > 0)
            WriteCalls(calls);
        WriteSpeech(message.Parts);
        if (isLast && calls.Count == 0)
            Continue(message);
        EndMessage(message);
    }

    // What the wire puts into content, and what beside it.
    private (List<ChatPart> Said, List<ChatPart.ToolCall> Calls) Sort(IReadOnlyList<ChatPart> parts)
    {
        var said = new List<ChatPart>(parts.Count);
        var calls = new List<ChatPart.ToolCall>();
        foreach (var part in parts)
        {
            switch (part)
            {
                case ChatPart.ToolCall call:
                    calls.Add(call);
                    break;
                case ChatPart.Refusal refusal when !wire.Has(ChatFeature.Refusals):
                    said.Add(new ChatPart.Text(refusal.Value) { Cache = refusal.Cache, Extra = refusal.Extra });
                    break;
                case ChatPart.Speech speech when !CanName(speech):
                    // Elsewhere what was spoken is what was said.
                    said.Add(new ChatPart.Text(speech.Transcript));
                    if (speech.Transcript.Length == 0)
                        report.Refuse(ChatField.Messages, $"{report.Target} does not know the speech '{speech.ItemId}'; send its transcript as text.");
                    break;
                case ChatPart.Refusal or ChatPart.Speech:
                    // They stand beside the content, as words or an id alone.
                    report.LacksExtra(part, ChatRole.Assistant);
                    if (part.Cache is not null)
                        report.Drop(part, ChatRole.Assistant, PartMember.Cache);
                    if (part.Seal is not null)
                        report.Drop(part, ChatRole.Assistant, PartMember.Seal);
                    break;
                case ChatPart.Reasoning:
                    break;
                default:
                    said.Add(part);
                    break;
            }
        }

        return (said, calls);
    }

    private bool CanName(ChatPart.Speech speech) => speech.ItemId is not null && wire.Has(ChatFeature.SpokenHistory) && _sameWire;

    private bool HasSpeech(IReadOnlyList<ChatPart> parts)
    {
        foreach (var part in parts)
        {
            if (part is ChatPart.Speech speech && CanName(speech))
                return true;
        }

        return false;
    }

    private bool HasRefusal(IReadOnlyList<ChatPart> parts)
    {
        foreach (var part in parts)
        {
            if (part is ChatPart.Refusal && wire.Has(ChatFeature.Refusals))
                return true;
        }

        return false;
    }

    private void WriteRefusal(IReadOnlyList<ChatPart> parts)
    {
        if (!HasRefusal(parts))
            return;
        var words = "";
        foreach (var part in parts)
        {
            if (part is ChatPart.Refusal refusal)
                words += refusal.Value;
        }

        json.WriteString("refusal", words);
    }

    private void WriteSpeech(IReadOnlyList<ChatPart> parts)
    {
        foreach (var part in parts)
        {
            if (part is not ChatPart.Speech speech || !CanName(speech))
                continue;
            json.WriteStartObject("audio");
            json.WriteString("id", speech.ItemId);
            json.WriteEndObject();
            return;
        }
    }

    // Of callers of this very dialect it is known what they want: the message as it stands.
    private void Continue(ChatMessage message)
    {
        if (wire.Profile.Prefill == PrefillStyle.Prefix)
            WriteUnlessSaid("prefix", true, message.Extra);
        else if (wire.Profile.Prefill == PrefillStyle.None && !_sameWire)
            report.Refuse(ChatField.Messages, $"{report.Target} cannot continue an assistant message; let the last one be the user's, or name another model.");
    }

    // What such a caller said of it himself is written with the other fields.
    private void WriteUnlessSaid(string name, bool value, IReadOnlyList<ExtraField> extra)
    {
        if (!_sameWire || !ExtraFields.Has(extra, name))
            json.WriteBoolean(name, value);
    }

    private void WriteCalls(List<ChatPart.ToolCall> calls)
    {
        json.WriteStartArray("tool_calls");
        foreach (var call in calls)
        {
            _toolNames[call.Id] = call.Name;
            NameLost(call, ChatRole.Assistant);
            if (call.Cache is not null)
                report.Drop(call, ChatRole.Assistant, PartMember.Cache);
            var isCustom = call.Kind == ToolKind.Custom && wire.Has(ChatFeature.CustomTools);
            json.WriteStartObject();
            json.WriteString("id", _ids.Of(call.Id));
            json.WriteString("type", isCustom ? "custom" : "function");
            json.WriteStartObject(isCustom ? "custom" : "function");
            json.WriteString("name", call.Name);
            json.WriteText(isCustom ? "input" : "arguments", isCustom ? call.Input : ArgumentsOf(call));
            if (_sameWire)
                ExtraFields.WriteWithin(json, call.Extra, isCustom ? "custom/" : "function/");
            json.WriteEndObject();
            if (_sameWire)
                ExtraFields.Write(json, call.Extra, "custom/", "function/");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // No arguments at all are an empty object: strict providers parse them.
    private Verbatim ArgumentsOf(ChatPart.ToolCall call) =>
        call.Kind == ToolKind.Custom ? EmulatedTools.Wrap(call.Input)
        : call.Input.IsEmpty && !_sameWire ? Verbatim.Of("{}")
        : call.Input;

    private void WriteResults(ChatMessage message)
    {
        report.LacksRest(message);
        foreach (var part in message.Parts)
        {
            if (part is not ChatPart.ToolResult result)
                continue;
            json.WriteStartObject();
            json.WriteString("role", "tool");
            json.WriteString("tool_call_id", _ids.Of(result.CallId));
            if (wire.Has(ChatFeature.ToolResultNames) && (result.Name ?? _toolNames.GetValueOrDefault(result.CallId)) is { } name)
                json.WriteString("name", name);
            _parts.WriteResult(result);
            NameLost(result, ChatRole.Tool);
            if (_sameWire)
                ExtraFields.Write(json, result.Extra);
            if (result.Cache is not null)
                report.Drop(result, ChatRole.Tool, PartMember.Cache);
            json.WriteEndObject();
        }
    }
}
