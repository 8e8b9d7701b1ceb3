using System.Text;
using System.Text.Json;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Profiles;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Answers;

/// <summary>Composes answers: the same request, provider, model and seed give the same answer, streamed or not.</summary>
internal static class ChatComposer
{
    private const string OpenThink = "<think>";
    private const string CloseThink = "</think>";

    /// <summary>One choice.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="profile">Who answers.</param>
    /// <param name="seed">Decides everything that is a matter of chance.</param>
    /// <param name="good">A useful answer, or one of no use.</param>
    /// <param name="callId">Makes the id of a tool call.</param>
    public static ChoiceAnswer Compose(ChatRequest request, ProviderProfile profile, ulong seed, bool good, Func<string> callId)
    {
        var reasoning = Math.Min(ReasoningEffort.Tokens(request.Model.Catalog, request.Effort, seed), request.ReasoningBudget ?? int.MaxValue);
        var shown = request.Display == ReasoningDisplay.Usual && profile.Reasoning != ReasoningStyle.Hidden && reasoning > 0;
        var thinking = shown || (request.Display == ReasoningDisplay.Raw && reasoning > 0) ? TextComposer.Thinking(reasoning, seed) : "";
        var filtered = Conventions.Filter(request.Question);
        var planned = filtered ? [] : ToolPlanner.Plan(request);
        if (planned.Count > 0)
        {
            return Limit(request, new ChoiceAnswer
            {
                Reasoning = shown ? thinking : "",
                ReasoningTokens = reasoning,
                Content = request.TextBesideCalls ? Conventions.Say(request.Question) : null,
                ToolCalls = [.. planned.Select((call, index) => Call(call.Tool, call.Arguments, request, Randomness.Mix(seed, (ulong)index + 11), callId()))],
                FinishReason = request.LegacyFunctions ? "function_call" : "tool_calls",
            });
        }

        var content = Content(request, seed, good);
        var finish = "stop";
        if (filtered)
            (content, finish) = (content[..Tokenizer.LengthOf(content, 5)], profile.FilteredFinish);
        (content, var stop) = CutAtStop(content, request.Stop);
        if (request.Display == ReasoningDisplay.Raw && thinking.Length > 0)
        {
            // Thinking aloud is content, and so are its tokens.
            content = $"{OpenThink}{thinking}{CloseThink}{content}";
            reasoning = 0;
        }

        return Limit(request, new ChoiceAnswer
        {
            Reasoning = shown ? thinking : "",
            ReasoningTokens = reasoning,
            Content = content,
            FinishReason = finish,
            StopSequence = stop,
        });
    }

    private static string Content(ChatRequest request, ulong seed, bool good)
    {
        if (!good)
            return request.Format.Kind == FormatKind.Text ? TextComposer.Evasion(seed) : "{}";
        if (request.Messages[^1].Role is "tool" or "function")
            return request.Format.Kind == FormatKind.Text ? FromResults(request) : Json(request, ResultsText(request), seed);
        if (Conventions.Say(request.Question) is { } said)
            return said;
        if (Conventions.Words(request.Question) is { } words)
            return TextComposer.Words(words, seed);
        if (request.Format.Kind != FormatKind.Text)
            return Json(request, request.Question, seed);
        var text = TextComposer.Answer(request.Question, seed);
        return request.Messages[^1] is { Prefix: true } prefix ? prefix.Text + text : text;
    }

    private static string Json(ChatRequest request, string hint, ulong seed)
    {
        if (request.Format is { Kind: FormatKind.JsonSchema, Schema: { } schema })
            return SchemaSampler.Sample(schema, hint, seed);
        return JsonSerializer.Serialize(
            new Dictionary<string, string> { ["answer"] = TextComposer.Answer(hint, seed), ["question"] = TextComposer.Excerpt(hint, 160) },
            JsonSerializerOptions.Web);
    }

    private static string FromResults(ChatRequest request)
    {
        var text = new StringBuilder("Here is what I found. ");
        foreach (var (name, result) in Results(request))
            text.Append(name).Append(" says: ").Append(result).Append(". ");
        return text.ToString(0, text.Length - 1);
    }

    private static string ResultsText(ChatRequest request) => string.Join(' ', Results(request).Select(result => result.Text));

    private static IEnumerable<(string Name, string Text)> Results(ChatRequest request)
    {
        var start = request.Messages.Count;
        while (start > 0 && request.Messages[start - 1].Role is "tool" or "function")
            start--;
        var calls = start > 0 ? request.Messages[start - 1].Calls : [];
        foreach (var message in request.Messages.Skip(start))
        {
            var name = calls.FirstOrDefault(call => call.Id == message.ToolCallId).Name ?? "The tool";
            yield return (name, TextComposer.Cut(message.Text, 4_000));
        }
    }

    private static ToolCallAnswer Call(ToolDefinition tool, string? arguments, ChatRequest request, ulong seed, string id)
    {
        if (tool.Custom)
            return new ToolCallAnswer(id, tool.Name, arguments ?? TextComposer.Excerpt(request.Question, 200), Custom: true);
        arguments ??= tool.Parameters is { ValueKind: JsonValueKind.Object } schema && schema.EnumerateObject().Any()
            ? SchemaSampler.Sample(schema, request.Question, seed)
            : "{}";
        return new ToolCallAnswer(id, tool.Name, arguments, Custom: false);
    }

    private static (string Text, string? Stop) CutAtStop(string text, IReadOnlyList<string> stops)
    {
        var end = text.Length;
        string? met = null;
        foreach (var stop in stops)
        {
            var at = stop.Length == 0 ? -1 : text.IndexOf(stop, 0, end, StringComparison.Ordinal);
            if (at >= 0)
                (end, met) = (at, stop);
        }

        return (text[..end], met);
    }

    // Thinking, then text, then calls: what does not fit into the limit is not made.
    private static ChoiceAnswer Limit(ChatRequest request, ChoiceAnswer answer)
    {
        var most = request.MaxTokens ?? (int)Math.Min(request.Model.Catalog.MaxOutputTokens ?? int.MaxValue, int.MaxValue);
        if (answer.ReasoningTokens > most)
        {
            return answer with
            {
                Reasoning = answer.Reasoning[..Tokenizer.LengthOf(answer.Reasoning, most)],
                ReasoningTokens = most,
                Content = "",
                ToolCalls = [],
                FinishReason = "length",
                StopSequence = null,
            };
        }

        var left = most - answer.ReasoningTokens;
        var made = 0;
        var content = answer.Content;
        var cut = false;
        if (content is not null)
        {
            var length = Tokenizer.LengthOf(content, left);
            cut = length < content.Length;
            if (cut)
                answer = answer with { StopSequence = null };
            content = content[..length];
            made = Tokenizer.Count(content);
        }

        var calls = new List<ToolCallAnswer>();
        foreach (var call in answer.ToolCalls)
        {
            var forArguments = left - made - Tokenizer.Count(call.Name);
            if (forArguments < 0)
            {
                cut = true;
                break;
            }

            var whole = call with { Arguments = call.Arguments[..Tokenizer.LengthOf(call.Arguments, forArguments)] };
            cut |= whole.Arguments.Length < call.Arguments.Length;
            calls.Add(whole);
            made += whole.Tokens;
        }

        if (answer.ToolCalls.Count > 0 && calls.Count == 0)
            content ??= "";
        return answer with
        {
            Content = content,
            ToolCalls = calls,
            VisibleTokens = made,
            FinishReason = cut ? "length" : answer.FinishReason,
            StopSequence = cut ? null : answer.StopSequence,
        };
    }
}
