using HybridAi.Core.Chat;
using HybridAi.Providers.Schemas;

namespace HybridAi.Providers.Translation;

/// <summary>What a provider takes as the name of a tool: ASCII letters, digits, underscores, and what more it says.</summary>
/// <param name="Most">The most characters.</param>
/// <param name="More">Other characters.</param>
/// <param name="BeginWithDigit">Whether the first one may be other than a letter or an underscore.</param>
internal sealed record ToolNames(int Most, string More, bool BeginWithDigit)
{
    /// <summary>Refuses tools whose names the provider would refuse.</summary>
    public void Check(ChatRequest request, TranslationReport report)
    {
        for (var i = 0; i < request.Tools.Count; i++)
        {
            if (request.Tools[i].NameOrNull is not { } name || IsGood(name))
                continue;
            var path = SchemaPaths.OfTool(request.Dialect, request.Tools[i], i, "name");
            report.Refuse(path, $"{report.Target} takes names of tools of 1 to {Most} letters, digits and '_{More}'{(BeginWithDigit ? "" : ", beginning with a letter or '_'")}; rename '{path}'.");
        }
    }

    /// <summary>Refuses tools of one name.</summary>
    public static void CheckTwins(ChatRequest request, TranslationReport report)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < request.Tools.Count; i++)
        {
            if (request.Tools[i].NameOrNull is { } name && !names.Add(name))
                RefuseTwin(request, i, report);
        }
    }

    /// <summary>
    /// Refuses a tool that has another one's name. Anthropic and Gemini do ("Tool names must be unique", "Duplicate function declaration found");
    /// OpenAI does not, and tells calls of functions from those of tools of plain text.
    /// </summary>
    public static void RefuseTwin(ChatRequest request, int index, TranslationReport report)
    {
        var path = SchemaPaths.OfTool(request.Dialect, request.Tools[index], index, "name");
        report.Refuse(path, $"'{path}' is the name of another tool too, which {report.Target} could not tell apart; give each its own.");
    }

    private bool IsGood(string name)
    {
        if (name.Length == 0 || name.Length > Most || (!BeginWithDigit && !char.IsAsciiLetter(name[0]) && name[0] != '_'))
            return false;
        foreach (var character in name)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character != '_' && !More.Contains(character, StringComparison.Ordinal))
                return false;
        }

        return true;
    }
}
