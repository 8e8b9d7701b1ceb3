using HybridAi.Core.Chat;

namespace HybridAi.Providers.Gemini;

/// <summary>Writes <c>contents</c> and <c>systemInstruction</c>: turns of the roles <c>user</c> and <c>model</c>, neighbours of one role as one.</summary>
internal sealed class GeminiContents(GeminiDraft draft)
{
    private readonly PartWriter _parts = new(draft);
    private bool _isOpen;
    private bool _isModel;

    public void Write()
    {
        var messages = draft.Request.Messages;
        var system = LeadingSystemMessages(messages);
        // Somebody has to say something.
        if (system == messages.Count)
            system = 0;
        draft.Json.WriteStartArray("contents");
        var running = LastUserMessage(messages);
        for (var i = system; i < messages.Count; i++)
            WriteMessage(messages[i], needsSignature: i > running);
        CloseTurn();
        draft.Json.WriteEndArray();
        if (system > 0)
            WriteSystem(messages, system);
        // Behind all else: what is no message at all looks like the assistant's.
        if (messages.Count > 0 && messages[^1].Role == ChatRole.Assistant)
            draft.Report.Refuse(ChatField.Messages, $"{draft.Report.Target} cannot continue an answer; end with a user's or a tool's message.");
    }

    private static int LeadingSystemMessages(IReadOnlyList<ChatMessage> messages)
    {
        var count = 0;
        while (count < messages.Count && messages[count].Role is ChatRole.System or ChatRole.Developer)
            count++;
        return count;
    }

    private static int LastUserMessage(IReadOnlyList<ChatMessage> messages)
    {
        var last = messages.Count - 1;
        while (last >= 0 && messages[last].Role != ChatRole.User)
            last--;
        return last;
    }

    private void WriteSystem(IReadOnlyList<ChatMessage> messages, int count)
    {
        draft.Json.WriteStartObject("systemInstruction");
        draft.Json.WriteStartArray("parts");
        for (var i = 0; i < count; i++)
        {
            draft.Report.LacksRest(messages[i]);
            foreach (var part in messages[i].Parts)
            {
                _parts.NameLost(part, messages[i].Role);
                foreach (var text in PlainTexts.Of(part))
                    _parts.WriteText(text);
                if (!PlainTexts.IsText(part))
                    draft.Report.Refuse(ChatField.Messages, $"{draft.Report.Target} takes only text as instructions.");
            }
        }

        draft.Json.WriteEndArray();
        draft.Json.WriteEndObject();
    }

    private void WriteMessage(ChatMessage message, bool needsSignature)
    {
        draft.Report.LacksRest(message);
        var isModel = message.Role == ChatRole.Assistant;
        needsSignature &= isModel && draft.Target.Catalog?.ReasoningControls.Contains("effort") == true && !HasOwnCallSeal(message);
        foreach (var part in message.Parts)
        {
            _parts.NameLost(part, message.Role);
            if (_parts.IsSilent(part, mayBeEmpty: !isModel && message.Parts.Count == 1))
                continue;

            OpenTurn(isModel);
            _parts.Write(part, needsSignature && part is ChatPart.ToolCall);
            needsSignature &= part is not ChatPart.ToolCall;
        }
    }

    private bool HasOwnCallSeal(ChatMessage message)
    {
        foreach (var part in message.Parts)
        {
            if (part is ChatPart.ToolCall && _parts.IsOwn(part.Seal))
                return true;
        }

        return false;
    }

    private void OpenTurn(bool isModel)
    {
        if (_isOpen && _isModel == isModel)
            return;
        CloseTurn();
        draft.Json.WriteStartObject();
        draft.Json.WriteString("role", isModel ? "model" : "user");
        draft.Json.WriteStartArray("parts");
        (_isOpen, _isModel) = (true, isModel);
    }

    private void CloseTurn()
    {
        if (!_isOpen)
            return;
        draft.Json.WriteEndArray();
        draft.Json.WriteEndObject();
        _isOpen = false;
    }
}
