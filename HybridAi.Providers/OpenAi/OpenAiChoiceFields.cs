using System.Text.Json;

namespace HybridAi.Providers.OpenAi;

/// <summary>Where the fields of one choice and of its delta or message are.</summary>
internal readonly struct OpenAiChoiceFields
{
    public OpenAiChoiceFields(ReadOnlySpan<byte> data, JsonSlice choice)
    {
        Choice = choice;
        var members = new JsonMembers(data, choice);
        while (members.Next())
        {
            if (members.Is("delta"u8) || members.Is("message"u8))
            {
                var delta = members.Value();
                if (delta.Type == JsonTokenType.StartObject)
                    Delta = delta;
            }
            else if (members.Is("index"u8))
                Index = members.Value();
            else if (members.Is("finish_reason"u8))
                FinishReason = members.Value();
            else if (members.Is("stop_reason"u8))
                StopReason = members.Value();
            else if (members.Is("logprobs"u8))
                Logprobs = members.Value();
            else
                HasMore = true;
        }

        members = new JsonMembers(data, Delta);
        while (members.Next())
        {
            if (members.Is("content"u8))
                Content = members.Value();
            else if (members.Is("tool_calls"u8))
                ToolCalls = members.Value();
            else if (members.Is("reasoning_content"u8))
                Reasoning = Longer(Reasoning, members.Value());
            else if (members.Is("reasoning"u8))
                Reasoning = Longer(Reasoning, members.Value());
            else if (members.Is("reasoning_details"u8))
                Details = members.Value();
            else if (members.Is("refusal"u8))
                Refusal = members.Value();
            else if (members.Is("audio"u8))
                Audio = members.Value();
            else if (members.Is("annotations"u8))
                Annotations = members.Value();
            else if (members.Is("images"u8))
                Images = members.Value();
            else if (members.Is("function_call"u8))
                FunctionCall = members.Value();
            else if (!members.Is("role"u8))
                HasMoreInDelta = true;
        }
    }

    public JsonSlice Choice { get; }

    public JsonSlice Delta { get; }

    public JsonSlice Index { get; }

    public JsonSlice FinishReason { get; }

    /// <summary>The stop sequence or token that was met (vLLM).</summary>
    public JsonSlice StopReason { get; }

    public JsonSlice Logprobs { get; }

    /// <summary>Whether the choice has fields besides these.</summary>
    public bool HasMore { get; }

    public JsonSlice Content { get; }

    public JsonSlice Refusal { get; }

    /// <summary><c>reasoning</c> or <c>reasoning_content</c>: where both are there they say the same.</summary>
    public JsonSlice Reasoning { get; }

    public JsonSlice Details { get; }

    public JsonSlice ToolCalls { get; }

    public JsonSlice FunctionCall { get; }

    public JsonSlice Audio { get; }

    public JsonSlice Annotations { get; }

    public JsonSlice Images { get; }

    /// <summary>Whether the delta has fields besides these.</summary>
    public bool HasMoreInDelta { get; }

    private static JsonSlice Longer(JsonSlice one, JsonSlice other) => other.Type == JsonTokenType.String && other.Length > one.Length ? other : one;
}
