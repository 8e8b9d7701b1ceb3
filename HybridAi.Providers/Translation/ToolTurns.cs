using HybridAi.Core.Chat;

namespace HybridAi.Providers.Translation;

/// <summary>
/// Puts the calls of neighbouring assistant messages into one, and the results that come before the assistant speaks again right behind them.
/// Callers may say something in between, or answer several turns at once; most providers refuse both.
/// </summary>
internal static class ToolTurns
{
    /// <summary>Orders a conversation.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The same request if it calls no tools. A result without its call stays where it is, and so does a call without its result.</returns>
    public static ChatRequest Order(ChatRequest request)
    {
        if (!request.Messages.Any(Calls))
            return request;
        var ordered = new List<ChatMessage>(request.Messages.Count);
        var i = 0;
        while (i < request.Messages.Count)
        {
            var message = request.Messages[i++];
            if (!Calls(message))
            {
                ordered.Add(message);
                continue;
            }

            for (; i < request.Messages.Count && request.Messages[i].Role == ChatRole.Assistant; i++)
                message = Join(message, request.Messages[i]);
            var open = new Dictionary<string, Queue<string>>(StringComparer.Ordinal);
            var turn = ordered.Count;
            ordered.Add(Open(message, open));
            var others = new List<ChatMessage>();
            for (; i < request.Messages.Count && request.Messages[i].Role != ChatRole.Assistant; i++)
                Sort(request.Messages[i], open, ordered, others);
            // Who ended with results expects an answer to them; an operator's word as the last one is refused by some.
            if (i == request.Messages.Count && request.Messages[^1].Role == ChatRole.Tool)
            {
                var last = others.FindLastIndex(other => other.Role is not (ChatRole.System or ChatRole.Developer)) + 1;
                ordered.InsertRange(turn, others[last..]);
                others.RemoveRange(last, others.Count - last);
            }

            ordered.AddRange(others);
        }

        return request with { Messages = ordered };
    }

    private static bool Calls(ChatMessage message) => message.Role == ChatRole.Assistant && message.Parts.Any(part => part is ChatPart.ToolCall);

    private static ChatMessage Join(ChatMessage first, ChatMessage second) => first with
    {
        Parts = [.. first.Parts, .. second.Parts],
        Name = first.Name ?? second.Name,
        Extra = [.. first.Extra, .. second.Extra.Where(field => !first.Extra.Any(other => other.Path == field.Path))],
    };

    // Models that number the calls of each answer anew give the same id twice; providers want each but once.
    private static ChatMessage Open(ChatMessage message, Dictionary<string, Queue<string>> open)
    {
        var taken = message.Parts.OfType<ChatPart.ToolCall>().Select(call => call.Id).ToHashSet(StringComparer.Ordinal);
        var parts = new ChatPart[message.Parts.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = message.Parts[i];
            if (parts[i] is not ChatPart.ToolCall call)
                continue;
            var id = call.Id;
            if (!open.TryGetValue(call.Id, out var ids))
                open[call.Id] = ids = [];
            else
            {
                for (var number = 2; !taken.Add(id); number++)
                    id = $"{call.Id}_{number}";
                parts[i] = call with { Id = id };
            }

            ids.Enqueue(id);
        }

        return message with { Parts = parts };
    }

    private static void Sort(ChatMessage message, Dictionary<string, Queue<string>> open, List<ChatMessage> ordered, List<ChatMessage> others)
    {
        var (results, rest) = (new List<ChatPart>(), new List<ChatPart>());
        foreach (var part in message.Parts)
        {
            if (part is ChatPart.ToolResult result && open.TryGetValue(result.CallId, out var ids) && ids.TryDequeue(out var id))
                results.Add(result with { CallId = id });
            else
                rest.Add(part);
        }

        if (results.Count == 0)
        {
            others.Add(message);
            return;
        }

        // Results are one turn to those that count the turns.
        if (ordered[^1].Role == ChatRole.Tool && message.Extra.Count == 0)
            ordered[^1] = ordered[^1] with { Parts = [.. ordered[^1].Parts, .. results] };
        else
            ordered.Add(message with { Parts = results });
        if (rest.Count > 0)
            others.Add(message with { Parts = rest, Extra = [] });
    }
}
