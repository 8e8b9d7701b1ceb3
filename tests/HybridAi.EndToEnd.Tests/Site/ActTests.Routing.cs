using HybridAi.Client.Deployments;
using HybridAi.Client.Routing;
using HybridAi.EndToEnd.Tests.Site.Seeding;
using Microsoft.Playwright;

namespace HybridAi.EndToEnd.Tests.Site;

/// <summary>What is done on the pages of models and of routing.</summary>
public sealed partial class ActTests
{
    [Fact]
    public async Task Models_are_found_sorted_and_opened()
    {
        const string ModelPath = "/models/openai/gpt-4.1-mini";
        await _reader.GoAsync("/models?range=7d");
        await _reader.SearchAsync("/models", ("search", "gpt"), ("provider", "openai"), ("kind", "chat"), ("capability", "tools"), ("status", "active"));
        var found = await Api.ModelsAsync(new() { Search = "gpt", Provider = "openai", Kind = "chat", Capability = "tools", Status = "active" });
        var prices = found.Data.ToDictionary(one => $"/models/{one.Provider}/{one.Model}", one => one.Prices.FirstOrDefault(price => price.Current)?.InputPerMillion);
        Assert.NotEmpty(prices);
        Assert.Equal(prices.Keys.Order(), (await ModelLinksAsync()).Order());
        await _reader.FollowAsync(Column("Input").Locator("a"));
        await Assertions.Expect(Column("Input")).ToHaveAttributeAsync("aria-sort", "descending");
        Assert.Equal(prices.Values.OrderDescending(), (await ModelLinksAsync()).Select(link => prices[link]));
        await _reader.FollowAsync(Column("Input").Locator("a"));
        await Assertions.Expect(Column("Input")).ToHaveAttributeAsync("aria-sort", "ascending");
        Assert.Equal(prices.Values.OrderBy(price => price ?? decimal.MaxValue), (await ModelLinksAsync()).Select(link => prices[link]));

        await _reader.FollowAsync("All");
        Assert.DoesNotContain("search=", Page.Url, StringComparison.Ordinal);
        var first = (await ModelLinksAsync())[0];
        await _reader.FollowAsync("After");
        Assert.DoesNotContain(first, await ModelLinksAsync());
        await _reader.FollowAsync("Before");
        Assert.Equal(first, (await ModelLinksAsync())[0]);

        await _reader.SearchAsync("/models", ("search", "gpt-4.1-mini"));
        await _reader.FollowAsync(Page.Locator($"[aria-labelledby=catalog-title] a[href='{ModelPath}']"));
        await Assertions.Expect(Page.Locator("h1")).ToHaveTextAsync((await Api.ModelAsync("openai", "gpt-4.1-mini")).Name);
        var day = DateTimeOffset.UtcNow.AddDays(-3);
        await _reader.SearchAsync(ModelPath, ("from", $"{day:yyyy-MM-dd}T08:00"), ("to", $"{day:yyyy-MM-dd}T20:00"));
        var compared = await Api.CompareProvidersAsync(new()
        {
            From = $"{day:yyyy-MM-dd}T08:00:00Z", To = $"{day:yyyy-MM-dd}T20:00:00Z", Where = new Dictionary<string, string> { ["provider"] = "openai", ["model"] = "gpt-4.1-mini" },
        });
        Assert.True(compared.Total.Requests > 0, "there is nothing of that day");
        await Assertions.Expect(Page.Locator(".tile:has(dt:text-is('Requests')) .figure")).ToHaveTextAsync($"{compared.Total.Requests:N0}");
        await _reader.FollowAsync("Where would a request go?");
        await Assertions.Expect(Page.Locator("[aria-labelledby=plan-title] tbody th").First).ToContainTextAsync("openai/gpt-4.1-mini");
    }

    [Fact]
    public async Task Deployments_are_registered_changed_drained_and_deleted()
    {
        const string Path = "/routing/deployments";
        await _reader.GoAsync("/routing");
        await _reader.ActAsync(
            Path, ("name", "walked"), ("provider", SeededSite.DefinedProvider), ("model", "mistral-small-2603"), ("region", "eu-central-1"), ("weight", "2.5"), ("quality", "0.8"), ("tags", "batch, eu"),
            ("requestsPerMinute", "600"), ("concurrent", "20"));
        Assert.Equal("The deployment walked is registered.", await _reader.NoticeAsync());
        var deployment = await Api.DeploymentAsync("walked");
        Assert.Equal(
            (true, SeededSite.DefinedProvider, "mistral-small-2603", "eu-central-1", 2.5, 0.8, "batch eu"),
            (deployment.Registered, deployment.Provider, deployment.Model, deployment.Region, deployment.Weight, deployment.Quality, string.Join(' ', deployment.Tags)));
        Assert.Equal((600L, null, 20L), (deployment.Limits!.RequestsPerMinute, deployment.Limits.TokensPerMinute, deployment.Limits.Concurrent));
        // The heaviest first.
        await _reader.FollowAsync(Column("Weight").Locator("a"));
        await Assertions.Expect(Column("Weight")).ToHaveAttributeAsync("aria-sort", "descending");
        Assert.StartsWith("walked", await Deployments().First.InnerTextAsync(), StringComparison.Ordinal);

        // A second of the name is refused, and what was written is there still.
        await _reader.ActAsync(Path, 422, ("name", "walked"), ("provider", SeededSite.DefinedProvider), ("model", "mistral-small-2603"), ("weight", "7"));
        Assert.Contains("walked", await _reader.NoticeAsync(), StringComparison.Ordinal);
        await Assertions.Expect(Page.Locator("#deployment-form [name=weight]")).ToHaveValueAsync("7");

        // The order stays while one is changed.
        await _reader.GoAsync("/routing?sort=weight&order=desc");
        await _reader.FollowAsync("Change walked");
        await _reader.FollowAsync("Leave it");
        await _reader.FollowAsync("Change walked");
        await _reader.ActAsync(Path, ("weight", "3"), ("tags", ""), ("requestsPerMinute", ""), ("concurrent", "30"));
        Assert.Equal("/routing?sort=weight&order=desc", new Uri(Page.Url).PathAndQuery);
        deployment = await Api.DeploymentAsync("walked");
        Assert.Equal((3d, 0, 30L), (deployment.Weight, deployment.Tags.Count, deployment.Limits?.Concurrent));

        await SaveOverAsync(
            "walked", Path, async () => await Api.ReplaceDeploymentAsync("walked", new() { Revision = (await Api.DeploymentAsync("walked")).Revision, Provider = SeededSite.DefinedProvider, Model = "mistral-small-2603", Weight = 4 }),
            async () => (await Api.DeploymentAsync("walked")).Weight, 4d, 5d, ("weight", "5"));
        await _reader.SearchAsync("/routing", ("search", "walked"), ("provider", SeededSite.DefinedProvider), ("state", "registered"));
        Assert.StartsWith("walked", Assert.Single(await Deployments().AllInnerTextsAsync()), StringComparison.Ordinal);
        await _reader.ActAsync(Path + "/walked/drain");
        Assert.Equal("walked gets no new requests.", await _reader.NoticeAsync());
        Assert.Equal(DeploymentStates.Draining, (await Api.DeploymentAsync("walked")).State);
        await _reader.ActAsync(Path + "/walked/activate");
        Assert.Equal(DeploymentStates.Active, (await Api.DeploymentAsync("walked")).State);
        await _reader.ActAsync(Path + "/walked/delete");
        Assert.Equal("The deployment walked is deleted.", await _reader.NoticeAsync());
        await GoneAsync(() => Api.DeploymentAsync("walked"));

        await _reader.FollowAsync("All");
        Assert.Equal("/routing?sort=weight&order=desc", new Uri(Page.Url).PathAndQuery);

        await site.BreakAsync();
        await _reader.SearchAsync("/routing", ("search", Traffic.BrokenModel), ("provider", ""), ("state", "trouble"));
        await _reader.ActAsync(Page.Locator($"form[action='/routing/reset-breaker']:has([name=deployment][value='{Traffic.BrokenModel}'])"));
        Assert.Equal($"The circuit of {Traffic.BrokenModel} is closed.", await _reader.NoticeAsync());
        Assert.DoesNotContain((await Api.BreakersAsync()).Data, breaker => breaker.Deployment == Traffic.BrokenModel && breaker.State == "open");
    }

    [Fact]
    public async Task Routing_rules_are_added_changed_moved_switched_restored_and_deleted()
    {
        const string Path = "/routing/rules";
        var others = (await Api.RoutingRulesAsync()).Rules!.Count;
        var (key, team, user) = ((await Api.KeysAsync()).Data[0].Id, (await Api.TeamsAsync()).Data[0].Id, (await Api.UsersAsync()).Data[0].Id);
        await _reader.GoAsync(Path);
        // For requests that nobody makes.
        await _reader.ActAsync(
            Path, ("name", "walked"), ("description", "For the walk"), ("models", "gpt-*, openai/*"), ("tags", "walked"), ("tokensTo", "5000"), ("days", "monday, friday"), ("avoidProviders", "cohere"),
            ("endUsers", "\"Lovelace, Ada\", grace"), ("keys", key.ToString()), ("teams", team.ToString()), ("users", user.ToString()), ("strategy", "cost"));
        Assert.Equal("The rule walked is added.", await _reader.NoticeAsync());
        var rule = await Api.RoutingRuleAsync("walked");
        Assert.Equal(
            ("For the walk", "gpt-* openai/*", 5000L, "monday friday", "cohere", "cost"),
            (rule.Description, string.Join(' ', rule.When!.Models!), rule.When.Tokens!.AtMost, string.Join(' ', rule.When.Time!.Days!), string.Join(' ', rule.Then!.Avoid!.Providers!), rule.Then.Strategy));
        Assert.Equal((key, team, user), (rule.When.Keys!.Single(), rule.When.Teams!.Single(), rule.When.Users!.Single()));
        Assert.Equal("Lovelace, Ada|grace", string.Join('|', rule.When.EndUsers!));
        var version = (await Api.RoutingRulesAsync()).Revision;

        // A second of the name is refused, and what was written is there still.
        await _reader.ActAsync(Path, 422, ("name", "walked"), ("strategy", "latency"));
        Assert.Contains("walked", await _reader.NoticeAsync(), StringComparison.Ordinal);
        await Assertions.Expect(Page.Locator("#rule-form [name=strategy]")).ToHaveValueAsync("latency");

        await _reader.GoAsync(Path);
        await _reader.ActAsync(Path, ("name", "walked-too"), ("tags", "walked"), ("preferProviders", "mistral"), ("more", """{"unless": {"tags": ["urgent"]}}"""));
        rule = await Api.RoutingRuleAsync("walked-too");
        Assert.Equal(("mistral", "urgent"), (string.Join(' ', rule.Then!.Prefer!.Providers!), string.Join(' ', rule.Unless!.Tags!)));

        await _reader.FollowAsync("Change walked");
        await _reader.FollowAsync("Leave it");
        await _reader.FollowAsync("Change walked");
        await _reader.ActAsync(Path, ("description", ""), ("days", ""), ("strategy", "latency"));
        rule = await Api.RoutingRuleAsync("walked");
        Assert.Equal((null, null, "latency"), (rule.Description, rule.When!.Time, rule.Then!.Strategy));
        Assert.Equal("Lovelace, Ada|grace", string.Join('|', rule.When.EndUsers!));
        await SaveOverAsync(
            "walked", Path, async () => await Api.ReplaceRoutingRuleAsync("walked", (await Api.RoutingRuleAsync("walked")) with { Description = "Somebody else's", Problems = null }),
            async () => (await Api.RoutingRuleAsync("walked")).Description, "Somebody else's", "Walked over", ("description", "Walked over"));

        await _reader.ActAsync(Path + "/walked-too/move");
        Assert.Equal($"The rule walked-too is at place {others + 1}.", await _reader.NoticeAsync());
        Assert.Equal("walked-too walked", string.Join(' ', (await Api.RoutingRulesAsync()).Rules!.Skip(others).Select(one => one!.Name)));
        await _reader.ActAsync(Path + "/walked/switch");
        Assert.Equal("The rule walked is switched off.", await _reader.NoticeAsync());
        Assert.False((await Api.RoutingRuleAsync("walked")).Enabled);
        await _reader.ActAsync(Path + "/walked/switch");
        Assert.True((await Api.RoutingRuleAsync("walked")).Enabled);

        await _reader.ActAsync($"{Path}/versions/{version}/restore");
        Assert.StartsWith($"The rules of version {version} hold again", await _reader.NoticeAsync(), StringComparison.Ordinal);
        Assert.Equal("cost", (await Api.RoutingRuleAsync("walked")).Then!.Strategy);
        await GoneAsync(() => Api.RoutingRuleAsync("walked-too"));
        await _reader.ActAsync(Path + "/walked/delete");
        Assert.Equal("The rule walked is deleted.", await _reader.NoticeAsync());
        await GoneAsync(() => Api.RoutingRuleAsync("walked"));
    }

    [Fact]
    public async Task A_request_is_tried_without_being_made()
    {
        const string Try = "/routing/try#verdict-title";
        await Api.CreateAsync(new RoutingRuleDocument { Name = "walked", When = new() { Tags = ["walked"] }, Then = new() { Strategy = "cost" } });
        await _reader.GoAsync("/routing/try");
        await _reader.SearchAsync(
            Try, ("model", "smart"), ("strategy", "latency"), ("inputTokens", "1200"), ("maxOutputTokens", "50"), ("stream", "true"), ("needs", "tools"), ("tags", "batch, walked"), ("at", "2026-03-02T09:00"));
        var expected = await Api.DryRunRoutingRulesAsync(new() { Model = "smart", InputTokens = 1200, MaxOutputTokens = 50, Stream = true, Needs = ["tools"], Tags = ["batch", "walked"] });
        Assert.NotEmpty(expected.Plan);
        // Which comes first is told anew each time: calls go on.
        Assert.Equal(expected.Plan.Select(one => one.Name).Order(), (await Page.Locator("[aria-labelledby=plan-title] tbody th").AllInnerTextsAsync()).Order());
        // The rule goes before what the request asks for.
        await Assertions.Expect(Page.Locator("[aria-labelledby=verdict-title] dt:text-is('Strategy') + dd")).ToHaveTextAsync("cost");
        await Assertions.Expect(Page.Locator("[aria-labelledby=findings-title] tbody tr", new PageLocatorOptions { HasText = "walked" })).ToContainTextAsync("applies");
        await Assertions.Expect(Page.Locator("[name=tags]")).ToHaveValueAsync("batch, walked");

        await _reader.SearchAsync(Try, ("model", "there-is-no-such-model"));
        Assert.Contains("is not known", await _reader.NoticeAsync(), StringComparison.Ordinal);
        await _reader.SearchAsync(Try, ("inputTokens", "many"));
        Assert.Contains("a whole number", await _reader.NoticeAsync(), StringComparison.Ordinal);
        await Api.DeleteRoutingRuleAsync("walked");
    }

    private ILocator Column(string name) => Page.Locator("th:has(a.sort)", new PageLocatorOptions { HasText = name });

    private ILocator Deployments() => Page.Locator("[aria-labelledby=deployments-title] tbody th");

    private Task<string[]> ModelLinksAsync() =>
        Page.Locator("[aria-labelledby=catalog-title] tbody th a").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))");
}
