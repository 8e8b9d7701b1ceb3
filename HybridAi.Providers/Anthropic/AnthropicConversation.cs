using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.Anthropic;

/// <summary>
/// The conversation as Anthropic wants it: the system prompt apart, one turn after the other of user and assistant, the results of tools
/// first in the user's turn that answers their calls (platform.claude.com: working with messages, tool use).
/// </summary>
internal sealed class AnthropicConversation(ChatRequest request, ChatTarget target, TranslationReport report)
{
    private readonly AnthropicBlocks _blocks = new(request, target, report);
    private readonly List<ChatPart> _system = [];
    private readonly List<Turn> _turns = [];
    private bool _isLastSaid;

    /// <summary>Whether it says something that only the first API version takes.</summary>
    public bool NeedsFirstVersion => _turns.Exists(turn => turn.Blocks.Exists(part => AnthropicBlocks.NeedsFirstVersion(part, turn.Role == "assistant")));

    /// <summary>Whether a loop of tools is running that another model began, or one that did not think.</summary>
    public bool BeginsUnthinking => RunningFrom is >= 0 and var from && _turns[from].Blocks[0] is not ChatPart.Reasoning;

    // The assistant's first turn since the user said more than what tools answered; -1 if no loop of tools is running.
    private int RunningFrom
    {
        get
        {
            if (_turns is not [.., { Results: > 0 }])
                return -1;
            var asked = _turns.FindLastIndex(turn => turn.Role == "user" && turn.Results == 0);
            return _turns.FindIndex(asked + 1, turn => turn.Role == "assistant");
        }
    }

    /// <summary>Leaves out the reasoning of a running loop of tools.</summary>
    public void ForgetThinking()
    {
        for (var i = RunningFrom; i >= 0 && i < _turns.Count; i++)
        {
            if (_turns[i].Blocks.Find(part => part is ChatPart.Reasoning) is { } reasoning)
                report.Drop(reasoning, ChatRole.Assistant, PartMember.Whole);
            _turns[i].Blocks.RemoveAll(part => part is ChatPart.Reasoning);
        }
    }

    /// <summary>Sorts the messages into turns, and refuses what cannot be said.</summary>
    public void Read()
    {
        foreach (var message in request.Messages)
            Read(message);
        if (request.Dialect == ChatDialect.Completions && !_isLastSaid)
            report.Refuse(ChatField.Messages, $"{report.Target} takes no empty prompt; write something into 'prompt'.");
        else if (_turns.Count == 0)
            report.Refuse(ChatField.Messages, $"{report.Target} needs a message of the user that says something; a system prompt alone, or an empty text, is no conversation.");
        else if (request.Messages[^1].Role != ChatRole.Assistant && !_isLastSaid)
            report.Refuse(ChatField.Messages, $"{report.Target} takes no empty text as the last message; say something in it, or leave it out.");
        // An answer of server tools that only paused goes on everywhere.
        else if (_turns[^1].Role == "assistant" && target.Catalog?.Supports.Prefill == false && !_turns[^1].Blocks.Exists(part => part is ChatPart.Opaque))
            report.Refuse(ChatField.Messages, $"{report.Target} does not continue an answer that was begun; end the conversation with a message of the user.");
    }

    public void WriteSystem(Utf8JsonWriter json, string? more)
    {
        if (_system.Count == 0 && more is null)
            return;
        json.WritePropertyName("system");
        if ((more is null && _system.Count == 1 && AnthropicBlocks.IsPlain(_system[0])) || _system.Count == 0)
        {
            json.WriteStringValue(_system.Count == 0 ? more : ((ChatPart.Text)_system[0]).Value);
            return;
        }

        json.WriteStartArray();
        foreach (var part in _system)
            _blocks.Write(json, part);
        if (more is not null)
            _blocks.Write(json, new ChatPart.Text(more));
        json.WriteEndArray();
    }

    public void WriteMessages(Utf8JsonWriter json)
    {
        json.WriteStartArray("messages");
        foreach (var turn in _turns)
        {
            json.WriteStartObject();
            json.WriteString("role", turn.Role);
            json.WritePropertyName("content");
            _blocks.WriteContent(json, turn.Blocks);
            foreach (var field in turn.Extra)
                json.Raw(field.Path, field.Json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Read(ChatMessage message)
    {
        var isSystem = message.Role is ChatRole.System or ChatRole.Developer && _turns.Count == 0;
        if (request.Dialect != ChatDialect.Messages || isSystem)
            report.LacksRest(message);
        switch (message.Role)
        {
            case ChatRole.System or ChatRole.Developer when isSystem:
                foreach (var part in message.Parts)
                    Keep(part, message.Role, _system);
                break;
            // Anthropic's own callers know which models take a system message amid a conversation.
            case ChatRole.System when request.Dialect == ChatDialect.Messages:
                Add("system", message);
                break;
            case ChatRole.Assistant:
                Add("assistant", message);
                _isLastSaid = false;
                break;
            default:
                Add("user", message);
                break;
        }
    }

    private void Add(string role, ChatMessage message)
    {
        var kept = new List<ChatPart>(message.Parts.Count);
        foreach (var part in message.Parts)
            Keep(part, message.Role, kept);
        // Of all that came since the assistant spoke.
        _isLastSaid |= kept.Count > 0;
        if (kept.Count == 0)
            return;
        if (_turns.Count == 0 || _turns[^1].Role != role)
            _turns.Add(new Turn(role));
        var turn = _turns[^1];
        turn.Blocks.InsertRange(message.Role == ChatRole.Tool ? turn.Results : turn.Blocks.Count, kept);
        if (message.Role == ChatRole.Tool)
            turn.Results += kept.Count;
        if (request.Dialect == ChatDialect.Messages)
            turn.Extra.AddRange(message.Extra);
    }

    private void Keep(ChatPart part, ChatRole role, List<ChatPart> kept)
    {
        if (_blocks.Prepare(part, role) is { } block)
            kept.Add(block);
    }

    private sealed class Turn(string role)
    {
        public string Role { get; } = role;

        public List<ChatPart> Blocks { get; } = [];

        public List<ExtraField> Extra { get; } = [];

        /// <summary>How many results of tools stand at its beginning.</summary>
        public int Results { get; set; }
    }
}
