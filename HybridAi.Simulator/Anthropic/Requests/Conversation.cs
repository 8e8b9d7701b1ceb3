using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.OpenAi.Requests;

namespace HybridAi.Simulator.Anthropic.Requests;

/// <summary>Reads the messages and checks that they are a conversation: who begins, who ends, and that every tool call has its result.</summary>
internal sealed class Conversation(BlockReader reader, PromptCounter counter, ServedModel model)
{
    private const int MostMessages = 100_000;
    private const int TokensPerMessage = 3;

    private readonly List<Turn> _turns = [];

    /// <summary>The turns as the answer sees them.</summary>
    public List<ChatMessage> Messages { get; } = [];

    /// <summary>The last turn is the assistant's: the answer goes on from it.</summary>
    public bool Prefilled => _turns is [.., { Role: "assistant" }];

    /// <summary>The last turn brings results of tools.</summary>
    public bool InToolLoop => _turns is [.., { Role: "user" } last] && last.Blocks.Any(block => block.Type == "tool_result");

    /// <summary>
    /// The first block of what the assistant has said since the user's last turn without results: a loop of tools is one turn, and only
    /// its first step must begin with thinking (BerriAI/litellm#18926).
    /// </summary>
    public Block? RunningStart
    {
        get
        {
            var asked = _turns.FindLastIndex(turn => turn.Role == "user" && turn.Blocks.All(block => block.Type != "tool_result"));
            return _turns.Skip(asked + 1).FirstOrDefault(turn => turn.Role == "assistant")?.Blocks.FirstOrDefault();
        }
    }

    public ApiError? Read(JsonElement messages)
    {
        if (messages.GetArrayLength() == 0)
            return ApiError.Invalid("messages: at least one message is required", "messages");
        if (messages.GetArrayLength() > MostMessages)
            return ApiError.Invalid($"messages: too many messages, at most {MostMessages} are allowed", "messages");
        var index = 0;
        var last = messages.GetArrayLength() - 1;
        foreach (var message in messages.EnumerateArray())
        {
            if (ReadMessage(message, index, index == last) is { } error)
                return error;
            index++;
        }

        if (_turns.Count == 0 || _turns[0].Role != "user")
            return ApiError.Invalid("messages: first message must use the \"user\" role", "messages");
        if (CheckPairs() is { } unpaired)
            return unpaired;
        foreach (var turn in _turns)
            AddMessages(turn);
        return Prefilled ? CheckPrefill() : null;
    }

    private ApiError? ReadMessage(JsonElement message, int index, bool last)
    {
        var path = $"messages.{index}";
        if (Field.CheckAll(message, path, RequestShape.Message) is { } wrong)
            return wrong;
        var role = message.GetProperty("role").GetString()!;
        var content = message.GetProperty("content");
        counter.Meter.AddTokens(TokensPerMessage, role);
        if (role == "system")
        {
            return ModelTraits.Of(model.Catalog).Adaptive
                ? reader.ReadTexts(content, $"{path}.content")
                : ApiError.Invalid("messages: Unexpected role \"system\". The Messages API accepts a top-level `system` parameter, not \"system\" as an input message role.", $"{path}.role");
        }

        if (role is not ("user" or "assistant"))
            return Field.Wrong($"{path}.role", "Input should be 'user' or 'assistant'");
        var empty = content.ValueKind == JsonValueKind.String ? content.GetString()!.Length == 0 : content.GetArrayLength() == 0;
        if (empty && !(last && role == "assistant"))
            return ApiError.Invalid($"messages.{index}: {role} messages must have non-empty content", path);
        var blocks = new List<Block>();
        if (reader.Read(content, role, $"{path}.content", blocks) is { } error)
            return error;
        if (_turns is [.., { } before] && before.Role == role)
            _turns[^1] = new Turn(role, index, [.. before.Blocks, .. blocks]);
        else
            _turns.Add(new Turn(role, index, blocks));
        return null;
    }

    private ApiError? CheckPairs()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < _turns.Count; i++)
        {
            var turn = _turns[i];
            if (turn.Role == "assistant")
            {
                if (turn.Blocks.Where(block => block.Type == "tool_use").FirstOrDefault(block => !seen.Add(block.Id)) is { } twice)
                    return ApiError.Invalid("messages: `tool_use` ids must be unique", twice.Path);
                var open = OpenCalls(turn, i + 1 < _turns.Count ? _turns[i + 1] : null);
                if (open.Count > 0)
                {
                    return ApiError.Invalid(
                        $"messages.{turn.Index}: `tool_use` ids were found without `tool_result` blocks immediately after: {string.Join(", ", open)}. "
                        + "Each `tool_use` block must have a corresponding `tool_result` block in the next message.", $"messages.{turn.Index}");
                }
            }
            else if (CheckResults(turn, i > 0 ? _turns[i - 1] : null) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    // Results come first in their turn: one after other content does not count.
    private static List<string> OpenCalls(Turn asking, Turn? answering)
    {
        var results = answering?.Blocks.TakeWhile(block => block.Type == "tool_result").Select(block => block.Id).ToHashSet(StringComparer.Ordinal) ?? [];
        return [.. asking.Blocks.Where(block => block.Type == "tool_use" && !results.Contains(block.Id)).Select(block => block.Id)];
    }

    private static ApiError? CheckResults(Turn turn, Turn? asking)
    {
        var called = asking?.Blocks.Where(block => block.Type == "tool_use").Select(block => block.Id).ToHashSet(StringComparer.Ordinal) ?? [];
        var answered = new HashSet<string>(StringComparer.Ordinal);
        foreach (var result in turn.Blocks.Where(block => block.Type == "tool_result"))
        {
            if (!called.Contains(result.Id))
            {
                return ApiError.Invalid(
                    $"{result.Path[..result.Path.LastIndexOf('.')]}: unexpected `tool_use_id` found in `tool_result` blocks: {result.Id}. "
                    + "Each `tool_result` block must have a corresponding `tool_use` block in the previous message.", result.Path);
            }

            if (!answered.Add(result.Id))
                return ApiError.Invalid($"messages.{turn.Index}: each tool_use must have a single result. Found multiple `tool_result` blocks with id: {result.Id}", result.Path);
        }

        return null;
    }

    private ApiError? CheckPrefill()
    {
        if (ModelTraits.Of(model.Catalog).Adaptive)
            return ApiError.Invalid("This model does not support assistant message prefill. The conversation must end with a user message.", "messages");
        return _turns[^1].Blocks is [.., { Type: "text" } text] && text.Text.Length > 0 && char.IsWhiteSpace(text.Text[^1])
            ? ApiError.Invalid("messages: final assistant content cannot end with trailing whitespace", "messages")
            : null;
    }

    private void AddMessages(Turn turn)
    {
        var text = string.Join('\n', turn.Blocks.Where(block => block.Type == "text").Select(block => block.Text));
        if (turn.Role == "assistant")
        {
            var calls = turn.Blocks.Where(block => block.Type == "tool_use").Select(block => (block.Id, block.Name));
            Messages.Add(new ChatMessage("assistant", text) { Calls = [.. calls] });
            return;
        }

        var results = turn.Blocks.Where(block => block.Type == "tool_result").ToArray();
        foreach (var result in results)
            Messages.Add(new ChatMessage("tool", result.Text) { ToolCallId = result.Id });
        if (text.Length > 0 || results.Length == 0)
            Messages.Add(new ChatMessage("user", text));
    }
}
