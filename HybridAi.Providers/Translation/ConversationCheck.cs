using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.Translation;

/// <summary>Refuses what is wrong for every provider, so that the caller reads it in its own words and no provider is asked.</summary>
internal static class ConversationCheck
{
    /// <summary>Checks a request.</summary>
    public static void Run(ChatRequest request, TranslationReport report)
    {
        foreach (var path in request.Unread)
            report.Drop(path);
        if (request.Stop.Contains(""))
            report.Refuse(ChatField.Stop, $"'{ChatFields.NameOf(ChatField.Stop, request)}' must not hold an empty text.");
        if (request.Messages is [.., { Role: not ChatRole.Assistant, Parts.Count: 0 }])
            report.Refuse(ChatField.Messages, $"The last message of '{Messages(request)}' has no content; say something in it, or leave it out.");
        CheckTools(request, report);
        CheckCalls(request, report);
    }

    private static void CheckTools(ChatRequest request, TranslationReport report)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < request.Tools.Count; i++)
        {
            if (request.Tools[i] is ToolDefinition.Hosted hosted && request.Dialect == ChatDialect.Messages)
                AddName(hosted, names);
            else if (request.Tools[i].NameOrNull is { } name)
                names.Add(name);
        }

        if (request.Tools.Count == 0 && request.ParallelToolCalls == false)
            report.Drop(ChatField.ParallelToolCalls);
        if (request.ToolChoice is { } choice)
            CheckChoice(request, choice, names, report);
    }

    // Anthropic's own tools have a name beside their type, and are chosen by it.
    private static void AddName(ToolDefinition.Hosted tool, HashSet<string> names)
    {
        using var json = JsonDocument.Parse(tool.Json.Utf8);
        if (json.RootElement.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String)
            names.Add(name.GetString()!);
    }

    private static void CheckChoice(ChatRequest request, ToolChoice choice, HashSet<string> names, TranslationReport report)
    {
        var field = ChatFields.NameOf(ChatField.ToolChoice, request);
        // Without tools none is called anyway; a demand for a call changes what is answered.
        if (request.Tools.Count == 0 && choice is { Mode: ToolChoiceMode.Auto or ToolChoiceMode.None, Tools.Count: 0 })
            report.Drop(ChatField.ToolChoice);
        else if (request.Tools.Count == 0)
            report.Refuse(ChatField.ToolChoice, $"'{field}' demands a call, but there are no tools; send them as 'tools', or leave '{field}' out.");
        foreach (var tool in choice.Tools)
        {
            if (tool.Kind != ToolKind.Hosted && !names.Contains(tool.Name))
                report.Refuse(ChatField.ToolChoice, $"'{field}' names the tool '{tool.Name}', which is not among those in 'tools'.");
        }
    }

    // Every provider wants each call answered by one result, right behind the turn that made it.
    private static void CheckCalls(ChatRequest request, TranslationReport report)
    {
        var open = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var message in request.Messages)
        {
            foreach (var part in message.Parts)
            {
                if (part is ChatPart.ToolResult result && !open.Remove(result.CallId))
                    report.Refuse(ChatField.Messages, $"A tool's result in '{Messages(request)}' answers the call '{result.CallId}', which the assistant did not make in the turn before it.");
            }

            if (message.Role != ChatRole.Tool && open.Count > 0)
                break;
            foreach (var part in message.Parts)
            {
                if (part is ChatPart.ToolCall call)
                    open[call.Id] = call.Name;
            }
        }

        foreach (var (id, name) in open)
            report.Refuse(ChatField.Messages, $"The call '{id}' of '{name}' in '{Messages(request)}' has no result; send one right behind the assistant's turn.");
    }

    private static string Messages(ChatRequest request) => ChatFields.NameOf(ChatField.Messages, request);
}
