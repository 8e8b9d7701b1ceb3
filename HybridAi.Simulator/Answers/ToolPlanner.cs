using System.Text.RegularExpressions;
using HybridAi.Simulator.OpenAi.Requests;

namespace HybridAi.Simulator.Answers;

/// <summary>Decides which tools a model would call.</summary>
internal static partial class ToolPlanner
{
    private const int MostCalls = 32;

    private static readonly HashSet<string> Verbs = new(StringComparer.OrdinalIgnoreCase)
    {
        "get", "set", "fetch", "find", "search", "list", "create", "make", "run", "call", "the", "current", "lookup", "look", "query", "for",
        "from", "with", "tool", "function", "api", "show", "read", "load", "check", "and", "by", "of", "in", "to", "my",
    };

    /// <summary>The tools to call, with arguments where the message gives them.</summary>
    public static IReadOnlyList<(ToolDefinition Tool, string? Arguments)> Plan(ChatRequest request)
    {
        if (request.Tools.Count == 0 || request.ToolChoice.Mode == ToolChoiceMode.None)
            return [];
        var allowed = request.ToolChoice.Names is { } names ? request.Tools.Where(tool => names.Contains(tool.Name)).ToArray() : [.. request.Tools];
        if (allowed.Length == 0)
            return [];
        if (request.ToolChoice.Forced)
            return [(allowed[0], Conventions.Tools(request.Question).FirstOrDefault(call => call.Name == allowed[0].Name).Arguments)];

        // What was asked for has been done when results are there.
        var asked = request.Messages[^1].Role is "user" ? Asked(request.Question, allowed) : [];
        if (asked.Count == 0 && request.ToolChoice.Mode == ToolChoiceMode.Required)
            asked = [(allowed[0], null)];
        return request.ParallelToolCalls ? asked : [.. asked.Take(1)];
    }

    private static List<(ToolDefinition Tool, string? Arguments)> Asked(string question, ToolDefinition[] tools)
    {
        var directed = new List<(ToolDefinition, string?)>();
        foreach (var (name, arguments) in Conventions.Tools(question).Take(MostCalls))
        {
            if (Array.Find(tools, tool => tool.Name == name) is { } tool)
                directed.Add((tool, arguments));
        }

        if (directed.Count > 0)
            return directed;
        var text = question.Length > 8_000 ? question[^8_000..] : question;
        return [.. tools.Where(tool => Mentions(text, tool.Name)).Take(MostCalls).Select(tool => (tool, (string?)null))];
    }

    private static bool Mentions(string text, string name)
    {
        if (text.Contains(name, StringComparison.OrdinalIgnoreCase))
            return true;
        var words = Words().Matches(name).Select(match => match.Value).Where(word => word.Length > 2 && !Verbs.Contains(word)).ToArray();
        return words.Length > 0 && words.All(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    [GeneratedRegex("[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")]
    private static partial Regex Words();
}
