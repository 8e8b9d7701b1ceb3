namespace HybridAi.EndToEnd.Tests.Site.Browsing;

/// <summary>A form as a page has it: where it leads, and the fields that tell it from others that lead there.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Pattern">The pattern that its action is served by.</param>
/// <param name="Fields">Its fields' names; of a search, without those that it only carries along.</param>
internal sealed record SeenForm(string Method, string Pattern, string Fields)
{
    /// <summary>One of a method, an address and fields.</summary>
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
