using System.Text.Json;
using System.Text.RegularExpressions;
using HybridAi.Client.Deployments;
using HybridAi.Client.Routing;
using HybridAi.EndToEnd.Tests.Hosting;
using HybridAi.EndToEnd.Tests.Site.Browsing;
using HybridAi.EndToEnd.Tests.Site.Seeding;
using Microsoft.Playwright;

namespace HybridAi.EndToEnd.Tests.Site;

/// <summary>Who sees and may what on the site.</summary>
[Collection(SeededSiteCollection.Name)]
[Trait("Topology", "own")]
public sealed class RoleTests(SeededSite site)
{
    // What operators do, over what all do.
    private static readonly string[] OperatorsForms =
    [
        "/providers/{name}/test", "/limits/{name}/reset", "/cache/purge", "/cache/rules/{name}/apply", "/jobs/{name}/run", "/errors/{id:guid}/resolve", "/errors/{id:guid}/reopen",
        "/settings/metrics", "/settings/metrics/{name}/delete", "/playground",
    ];

    // A routing rule and a deployment that are there while forms about them are forged.
    private const string Guarded = "guarded";

    private static readonly string[] EverybodysForms = ["/signin", "/signout"];

    private const string ForgedQuestion = "What may nobody ask who only reads?";

    [Fact]
    public async Task A_viewer_reads_everything_that_is_not_for_administrators_and_is_offered_no_change()
    {
        await using var viewer = await Reader.SignInAsync(site.Browser, site.Server.Site, site.ViewerKey);
        var menu = await LookAroundAsync(viewer);

        Assert.DoesNotContain("/audit", menu);
        Assert.Empty(FormsOf(viewer).Except(EverybodysForms));
    }

    [Fact]
    public async Task An_operator_is_offered_what_operators_may()
    {
        // So that there is something to apply and to open again: failures of a model that nobody asks meanwhile, or they would open by themselves.
        await site.ProposeAsync();
        var failures = await Eventually.GetAsync(
            () => site.Server.Api.ErrorGroupsAsync(new() { State = "open", Source = "provider", Deployment = Traffic.BrokenModel }), groups => groups.Data.Count > 0,
            () => $"no failures of {Traffic.BrokenModel} are grouped\n{site.Server.Output}");
        var failure = failures.Data[0].Id;
        await site.Server.Api.ResolveErrorGroupAsync(failure);
        await using var someone = await Reader.SignInAsync(site.Browser, site.Server.Site, site.OperatorKey);
        await LookAroundAsync(someone);
        await site.Server.Api.ReopenErrorGroupAsync(failure);

        Assert.Empty(FormsOf(someone).Except(EverybodysForms).Except(OperatorsForms));
        Assert.Empty(OperatorsForms.Except(FormsOf(someone)));
        await someone.GoAsync("/jobs/retention");
        await someone.ActAsync("/jobs/retention/run");
        Assert.StartsWith("A run of retention is asked for", await someone.NoticeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_viewer_forges_is_refused_and_changes_nothing()
    {
        await using var viewer = await Reader.SignInAsync(site.Browser, site.Server.Site, site.ViewerKey);
        await site.Server.Api.CreateAsync(new RoutingRuleDocument { Name = Guarded, When = new() { Tags = [Guarded] }, Then = new() { Strategy = "cost" } });
        await site.Server.Api.CreateAsync(new SaveDeploymentRequest { Name = Guarded, Provider = SeededSite.DefinedProvider, Model = "mistral-small-2603" });
        var before = await StateAsync();
        var backup = new FilePayload { Name = "backup.json", MimeType = "application/json", Buffer = JsonSerializer.SerializeToUtf8Bytes(await site.Server.Api.BackUpConfigurationAsync()) };
        foreach (var pattern in SiteRoutes.Forms.Except(EverybodysForms))
        {
            await viewer.GoAsync("/");
            var answer = await viewer.ForgeAsync(await AddressAsync(pattern), Everything, pattern == "/settings/restore" ? backup : null);
            // The playground's answer is a page, or lines for its script, that says what the gateway did.
            if (pattern.StartsWith("/playground", StringComparison.Ordinal))
            {
                Assert.Equal(200, answer.Status);
                Assert.Contains("A key with the role viewer may not call models", await answer.TextAsync(), StringComparison.Ordinal);
                continue;
            }

            // Told on the page that follows, or on the form's own page.
            Assert.True(answer.Status is 302 or 403 or 422, $"{pattern} answers {answer.Status}");
            if (answer.Status == 302)
            {
                await viewer.GoAsync("/");
                Assert.Equal(1, await viewer.Page.Locator("main .notice.error").CountAsync());
            }
        }

        Assert.Equal(before, await StateAsync());
        await site.Server.Api.DeleteRoutingRuleAsync(Guarded);
        await site.Server.Api.DeleteDeploymentAsync(Guarded);
        Assert.Empty(await site.Simulator.RequestsAsync("openai", ForgedQuestion));
    }

    [Fact]
    public async Task A_key_that_only_calls_models_is_not_let_in()
    {
        await using var caller = await Reader.OpenAsync(site.Browser, site.Server.Site);
        await caller.GoAsync("/signin");
        await caller.ActAsync("/signin", 403, ("key", site.InferenceKey));
        Assert.Contains("its role is inference", await caller.NoticeAsync(), StringComparison.Ordinal);
        await caller.GoAsync("/costs");
        Assert.Equal("/signin?returnUrl=%2Fcosts", new Uri(caller.Page.Url).PathAndQuery);
    }

    private async Task<IReadOnlyList<string>> LookAroundAsync(Reader reader)
    {
        var menu = await SitePages.MenuAsync(reader.Page);
        string[] more =
        [
            "/providers/openai", "/providers/groq", $"/providers/{SeededSite.DefinedProvider}", "/jobs/retention", $"/requests/{site.AnsweredRequest}", "/errors?state=all", "/keys/users", "/keys/teams", "/keys/organizations", "/costs?edit=everything",
            "/models/openai/gpt-4.1-mini", $"/models/{Traffic.BrokenModel}", $"/routing?edit={Uri.EscapeDataString(Traffic.BrokenModel)}", "/routing/rules", "/routing/try", "/routing/try?model=smart",
            "/events?topic=jobs", $"/settings?edit={SeededSite.DefinedMetric}", "/playground?model=openai/gpt-4.1-mini&with=gemini/gemini-2.5-flash",
        ];
        foreach (var address in menu.Select(page => page.Address).Concat(more))
        {
            await reader.GoAsync(address);
            // Parts that a key may not see say so; none fails.
            Assert.Equal(0, await reader.Page.Locator("main .notice.error").CountAsync());
            reader.AssertQuiet(address);
        }

        return [.. menu.Select(page => page.Address)];
    }

    private static IEnumerable<string> FormsOf(Reader reader) => reader.Seen.Where(form => form.Method == "POST").Select(form => form.Pattern).Distinct();

    // Whatever a form asks for, it is there.
    private static readonly Dictionary<string, string> Everything = new()
    {
        ["name"] = "forged", ["daily"] = "1", ["scope"] = "global", ["limit"] = "1", ["window"] = "1m", ["measure"] = "requests", ["what"] = "all", ["ttl"] = "1h", ["role"] = "administrator",
        ["kinds"] = "functional", ["maxCostUsd"] = "1", ["overlap"] = "1h", ["deployment"] = Traffic.BrokenModel, ["enabled"] = "true", ["cache"] = "true",
        ["provider"] = SeededSite.DefinedProvider, ["model"] = "mistral-small-2603", ["position"] = "1", ["strategy"] = "cost",
        ["metric"] = "errors", ["sure"] = "true", ["model-1"] = "openai/gpt-4.1-mini", ["message"] = ForgedQuestion,
    };

    private async Task<string> AddressAsync(string pattern)
    {
        var id = pattern switch
        {
            _ when pattern.StartsWith("/errors", StringComparison.Ordinal) => (await site.Server.Api.ErrorGroupsAsync()).Data[0].Id,
            _ when pattern.StartsWith("/keys/users", StringComparison.Ordinal) => (await site.Server.Api.UsersAsync()).Data[0].Id,
            _ when pattern.StartsWith("/keys/teams", StringComparison.Ordinal) => (await site.Server.Api.TeamsAsync()).Data[0].Id,
            _ when pattern.StartsWith("/keys/organizations", StringComparison.Ordinal) => (await site.Server.Api.OrganizationsAsync()).Data[0].Id,
            _ => (await site.Server.Api.KeysAsync()).Data[0].Id,
        };
        var name = pattern switch
        {
            _ when pattern.StartsWith("/providers", StringComparison.Ordinal) => SeededSite.DefinedProvider,
            _ when pattern.StartsWith("/routing/rules/versions", StringComparison.Ordinal) => "1",
            _ when pattern.StartsWith("/routing", StringComparison.Ordinal) => Guarded,
            _ when pattern.StartsWith("/costs", StringComparison.Ordinal) => "everything",
            _ when pattern.StartsWith("/limits", StringComparison.Ordinal) => "per-key",
            _ when pattern.StartsWith("/jobs", StringComparison.Ordinal) => "audit-export",
            _ when pattern.StartsWith("/settings", StringComparison.Ordinal) => SeededSite.DefinedMetric,
            _ => SeededSite.MeasuredRule,
        };
        return Regex.Replace(pattern.Replace("{id:guid}", id.ToString(), StringComparison.Ordinal), "\\{[^}]+\\}", name);
    }

    // Every change is in the audit log; runs, tests and failures are no changes there.
    private async Task<string> StateAsync()
    {
        var audit = (await site.Server.Api.AuditAsync()).Data.First(entry => entry.ActorKeyId != Guid.Empty);
        var run = (await site.Server.Api.JobAsync("audit-export")).LastRun;
        var tests = (await site.Server.Api.ProviderTestsAsync(SeededSite.DefinedProvider)).Data.Count;
        var resolved = (await site.Server.Api.ErrorGroupsAsync(new() { State = "resolved" })).Data.Count;
        var viewer = (await site.Server.Api.KeysAsync()).Data.Single(key => key.Name == "Vera reads").Id;
        var asked = (await site.Server.Api.UsageAsync(new() { Key = viewer })).Data.Count;
        return $"audit {audit.Id}, {asked} asked, run {run?.Id}, {tests} tests, {resolved} resolved, circuit {(await site.Server.Api.BreakersAsync()).Data.Count}";
    }
}
