using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace HybridAi.EndToEnd.Tests.Site.Browsing;

/// <summary>Asks axe-core whether a page meets WCAG 2.2 AA, as far as a program can tell, and what else is good practice.</summary>
internal static class Axe
{
    private const string Run = """
        async rules => {
          const runOnly = rules ? { type: 'rule', values: rules } : { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
          const { violations } = await axe.run(document, { runOnly, resultTypes: ['violations'], preload: false });
          return violations.map(({ id, impact, help, nodes }) => `axe: ${id} (${impact}): ${help}\n` + nodes.slice(0, 3).map(node => `    ${node.html} ${node.failureSummary}`).join('\n'));
        }
        """;

    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <summary>Rules whose answer changes with the width.</summary>
    public static IReadOnlyList<string> OfLayout { get; } = ["target-size", "scrollable-region-focusable", "link-in-text-block", "aria-hidden-focus", "region"];

    /// <summary>What it finds wrong, with the first places.</summary>
    /// <param name="page">The page.</param>
    /// <param name="rules">The rules to ask for; null: all.</param>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(IPage page, IReadOnlyList<string>? rules = null)
    {
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
            await page.EvaluateAsync(Script);
        return await page.EvaluateAsync<string[]>(Run, rules);
    }
}
