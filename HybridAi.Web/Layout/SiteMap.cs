namespace HybridAi.Web.Layout;

/// <summary>The pages of the site as its menu has them. One that is not served yet is not here.</summary>
internal static class SiteMap
{
    public static readonly IReadOnlyList<Group> Groups =
    [
        new("Watch", [new("/", "Overview"), new("/requests", "Requests"), new("/errors", "Errors"), new("/events", "Events")]),
        new("Models", [new("/providers", "Providers"), new("/models", "Models"), new("/routing", "Routing"), new("/playground", "Playground")]),
        new("Control", [new("/costs", "Costs and budgets"), new("/limits", "Limits"), new("/cache", "Cache"), new("/jobs", "Jobs")]),
        new("Access", [new("/keys", "Keys and access"), new("/audit", "Audit", ForAdministrators: true), new("/settings", "Settings")]),
    ];

    /// <summary>The page that an address belongs to: itself, or the one that it lies under.</summary>
    public static bool IsCurrent(Page page, string path) =>
        page.Address == path || (page.Address != "/" && path.StartsWith(page.Address + "/", StringComparison.Ordinal));

    internal sealed record Group(string Name, IReadOnlyList<Page> Pages);

    /// <summary>A page.</summary>
    /// <param name="Address">Its path.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="ForAdministrators">Whether others cannot see it.</param>
    internal sealed record Page(string Address, string Name, bool ForAdministrators = false);
}
