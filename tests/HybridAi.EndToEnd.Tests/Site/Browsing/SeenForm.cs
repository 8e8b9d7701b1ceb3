using Microsoft.Playwright;

namespace HybridAi.EndToEnd.Tests.Site.Browsing;

/// <summary>A form as a page has it: where it leads, and the fields that tell it from others that lead there.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Pattern">The pattern that its action is served by.</param>
/// <param name="Fields">Its fields' names; of a search, without those that it only carries along.</param>
internal sealed record SeenForm(string Method, string Pattern, string Fields)
{
    private const string Describe = """
        () => [...document.forms].filter(form => [...form.elements].some(field => field.type === 'submit')).map(form => {
          const fields = [...form.elements].filter(field => field.name && (form.method === 'post' || field.type !== 'hidden')).map(field => field.name);
          return [form.method.toUpperCase(), form.getAttribute('action') ?? location.pathname, [...new Set(fields)].filter(name => name !== 'form-token' && name !== 'back').sort().join(' ')];
        })
        """;

    /// <summary>All of a page that have a button: without one it is a frame, such as the playground's for who may not ask.</summary>
    public static async Task<IReadOnlyList<SeenForm>> OfAsync(IPage page)
    {
        var forms = await page.EvaluateAsync<string[][]>(Describe);
        return [.. forms.Select(form => Of(form[0], form[1], form[2].Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
    }

    /// <summary>One that was sent.</summary>
    public static SeenForm Of(string method, string address, IEnumerable<string> fields) =>
        new(method, SiteRoutes.PatternOf(method, address) ?? $"{address}, which is served by nothing", string.Join(' ', fields.Where(name => name is not ("form-token" or "back")).Distinct().Order(StringComparer.Ordinal)));

    /// <summary>Whether this is what was sent: a search may carry more along.</summary>
    public bool IsMetBy(SeenForm sent)
    {
        var (own, others) = (Fields.Split(' '), sent.Fields.Split(' '));
        return sent.Method == Method && sent.Pattern == Pattern && (Method == "POST" ? Fields == sent.Fields : own.All(others.Contains));
    }

    public override string ToString() => $"{Method} {Pattern} ({Fields})";
}
