using HybridAi.EndToEnd.Tests.Site.Seeding;
using Microsoft.Playwright;

namespace HybridAi.EndToEnd.Tests.Site.Browsing;

/// <summary>A page to look at.</summary>
/// <param name="Name">For the file of its picture.</param>
/// <param name="Address">Its path and query.</param>
/// <param name="Status">What it answers with.</param>
internal sealed record SitePage(string Name, string Address, int Status = 200);

/// <summary>The pages of the site: those of its menu, and what lies below them.</summary>
internal static class SitePages
{
    /// <summary>All that an administrator can see.</summary>
    /// <param name="page">A page that she looks at: the menu is read from it.</param>
    /// <param name="site">What there is to be seen.</param>
    public static async Task<IReadOnlyList<SitePage>> AllAsync(IPage page, SeededSite site) =>
    [
        .. await MenuAsync(page),
        new("overview-hour", "/?range=1h"),
        new("overview-custom", $"/?range=custom&from={DateTimeOffset.UtcNow.AddDays(-2):yyyy-MM-ddTHH:mm}&to={DateTimeOffset.UtcNow.AddDays(-1):yyyy-MM-ddTHH:mm}"),
        new("overview-problem", "/?range=custom&from=tomorrow"),
        new("requests-found", "/requests?status=failed&range=7d"),
        new("request-answered", $"/requests/{site.AnsweredRequest}"),
        new("request-failed", $"/requests/{site.FailedRequest}"),
        new("request-unknown", "/requests?id=nonsense"),
        new("errors-resolved", "/errors?state=all"),
        new("provider", "/providers/openai"),
        new("provider-open-circuit", "/providers/groq"),
        new("provider-defined", $"/providers/{SeededSite.DefinedProvider}"),
        new("provider-test", $"/providers/mistral/tests/{site.ProviderTest}"),
        new("models-found", "/models?search=gpt&status=active&sort=input&order=desc"),
        new("model", "/models/openai/gpt-4.1-mini"),
        new("model-open-circuit", $"/models/{Traffic.BrokenModel}"),
        new("routing-found", "/routing?state=used&sort=calls&order=desc"),
        new("routing-edit", $"/routing?edit={Uri.EscapeDataString(Traffic.BrokenModel)}"),
        new("rules", "/routing/rules"),
        new("dry-run", "/routing/try"),
        new("dry-run-asked", "/routing/try?model=smart&strategy=cost&inputTokens=1200&needs=tools"),
        new("dry-run-refused", "/routing/try?model=there-is-no-such-model"),
        new("costs-edit", "/costs?edit=everything"),
        new("limits-edit", "/limits?edit=per-key"),
        new("cache-edit", $"/cache?edit={SeededSite.MeasuredRule}"),
        new("job", "/jobs/error-tracking"),
        new("users", "/keys/users"),
        new("teams", "/keys/teams"),
        new("organizations", "/keys/organizations"),
        new("events-found", "/events?topic=jobs&filter=kind:succeeded&range=7d"),
        new("events-nothing", "/events?filter=kind:there-is-no-such-kind"),
        new("events-problem", "/events?filter=failed"),
        new("settings-found", "/settings?show=set&q=breaker"),
        new("settings-edit", $"/settings?edit={SeededSite.DefinedMetric}"),
        new("playground-two", "/playground?model=openai/gpt-4.1-mini&with=gemini/gemini-2.5-flash"),
        new("not-found", "/jobs/there-is-no-such-job", 404),
    ];

    /// <summary>Those that the menu leads to.</summary>
    public static async Task<IReadOnlyList<SitePage>> MenuAsync(IPage page)
    {
        var addresses = await page.Locator("#menu a").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))");
        Assert.NotEmpty(addresses);
        return [.. addresses.Select(address => new SitePage(address == "/" ? "overview" : address.Trim('/').Replace('/', '-'), address))];
    }
}
