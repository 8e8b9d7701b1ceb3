using System.Net;
using HybridAi.Client;
using HybridAi.Client.Budgets;
using HybridAi.Client.Errors;
using HybridAi.Core.Costs;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Tests.Management;
using HybridAi.ServiceDefaults.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.Budgets;

/// <summary>Budgets over the management API.</summary>
public sealed class BudgetApiTests(ManagementServer server) : IClassFixture<ManagementServer>
{
    [Fact]
    public async Task A_budget_is_created_read_replaced_reset_and_deleted()
    {
        var client = server.Client(Role.Administrator);
        var request = new SaveBudgetRequest
        {
            Name = "team-a", Scope = "team", Target = "01900000-0000-7000-8000-0000000000AB", DailyLimit = 1.5m, WeeklyLimit = 5, MonthlyLimit = 20, TotalLimit = 100, TimeZone = "Europe/Berlin",
            WarningThresholds = [0.9m, 0.5m], Action = "downgrade", DowngradeTo = "openai/gpt-4o-mini", Unpriced = "block", OnStoreLoss = "closed",
            StartsAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        };
        var created = await client.CreateAsync(request);
        Assert.Equal((1, "team", "01900000-0000-7000-8000-0000000000ab", "api", "Europe/Berlin"), (created.Revision, created.Scope, created.Target, created.Source, created.TimeZone));
        Assert.Equal((1.5m, 5m, 20m, 100m), (created.DailyLimit, created.WeeklyLimit, created.MonthlyLimit, created.TotalLimit));
        Assert.Equal(("downgrade", "openai/gpt-4o-mini", "block", "closed", request.StartsAt), (created.Action, created.DowngradeTo, created.Unpriced, created.OnStoreLoss, created.StartsAt));
        Assert.Equal([0.5m, 0.9m], created.WarningThresholds);
        Assert.Equivalent(created, await client.BudgetAsync("team-a"), strict: true);
        Assert.Equal(4, (await client.BudgetStatusAsync("team-a")).Data.Count);
        Assert.Equal(HttpStatusCode.Conflict, (await Assert.ThrowsAsync<HybridAiApiException>(() => client.CreateAsync(request))).Status);

        var reset = await client.ResetBudgetAsync("team-a");
        Assert.Equal((2, server.Time.GetUtcNow()), (reset.Revision, reset.StartsAt));
        Assert.Equal(HttpStatusCode.Conflict, (await Assert.ThrowsAsync<HybridAiApiException>(() => client.ReplaceBudgetAsync("team-a", request with { Revision = 1 }))).Status);
        var replaced = await client.ReplaceBudgetAsync("team-a", new SaveBudgetRequest { Scope = "global", DailyLimit = 2, Revision = 2 });
        Assert.Equal((3, "global", null, null, "block", "open"), (replaced.Revision, replaced.Scope, replaced.Target, replaced.WeeklyLimit, replaced.Action, replaced.OnStoreLoss));
        await client.DeleteBudgetAsync("team-a", revision: 3);
        Assert.Equal(HttpStatusCode.NotFound, (await Assert.ThrowsAsync<HybridAiApiException>(() => client.BudgetAsync("team-a"))).Status);
        // All in the same millisecond of the clock.
        Assert.Equal(["budget.create", "budget.delete", "budget.reset", "budget.update"], (await server.AuditAsync("budget.")).Where(entry => entry.Target == "team-a").Select(entry => entry.Action).Order());
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_named_and_nothing_is_kept()
    {
        var answer = await server.AsAdministratorAsync(
            HttpMethod.Post, "/api/budgets", """{"name":"wrong","scope":"galaxy","target":"x","dailyLimit":-1,"timeZone":"Nowhere/At-All","action":"downgrade","downgradeTo":"no-such-model","warningThreshold":80}""");
        Assert.Equal(400, answer.Status);
        foreach (var field in new[] { "scope", "target", "dailyLimit", "timeZone", "downgradeTo", "warningThreshold" })
            Assert.Contains($"'{field}'", answer.Text, StringComparison.Ordinal);
        foreach (var wrong in new[] { """{"name":"status","scope":"global","dailyLimit":1}""", """{"name":"nobodys","dailyLimit":1}""", """{"name":"p","scope":"provider","target":"opneai","dailyLimit":1}""", """{"name":"g","scope":"global"}""" })
            Assert.Equal(400, (await server.AsAdministratorAsync(HttpMethod.Post, "/api/budgets", wrong)).Status);
        Assert.DoesNotContain((await server.Client(Role.Viewer).BudgetsAsync()).Data, budget => budget.Name is "wrong" or "status" or "nobodys" or "p" or "g");
    }

    [Fact]
    public async Task The_providers_form_needs_only_its_name()
    {
        var answer = await server.AsAdministratorAsync(HttpMethod.Post, "/api/budgets", """{"name":"openai","dailyLimit":50,"monthlyLimit":500,"warningThreshold":0.8}""");
        Assert.Equal((201, "provider", "openai"), (answer.Status, answer.Json.GetProperty("scope").GetString(), answer.Json.GetProperty("target").GetString()));
        await server.Client(Role.Administrator).DeleteBudgetAsync("openai");
    }

    [Fact]
    public async Task Budgets_are_the_installations()
    {
        foreach (var path in new[] { "/api/budgets", "/api/budgets/status" })
        {
            Assert.Equal(200, (await server.SendAsync(HttpMethod.Get, path, secret: server.Secret(Role.Viewer))).Status);
            Assert.Equal(403, (await server.SendAsync(HttpMethod.Get, path, secret: server.Secret(Role.Administrator, ManagementServer.Other))).Status);
            Assert.Equal(401, (await server.SendAsync(HttpMethod.Get, path)).Status);
        }

        Assert.Equal(403, (await server.SendAsync(HttpMethod.Post, "/api/budgets", """{"name":"x","scope":"global","dailyLimit":1}""", server.Secret(Role.Operator))).Status);
        Assert.Equal(404, (await server.SendAsync(HttpMethod.Get, "/api/budgets/status?name=none", secret: server.Secret(Role.Viewer))).Status);
    }

    [Fact]
    public async Task What_files_set_is_the_floor_and_what_the_api_sets_lies_over_it()
    {
        await using var gateway = await BudgetTests.StartAsync(("all", "Scope", "global"), ("all", "DailyLimit", "0.00001"), ("one", "MonthlyLimit", "5"));
        var client = new HybridAiClient(gateway.Http);
        Assert.Equal([("all", 0L, "configuration"), ("one", 0L, "configuration")], (await client.BudgetsAsync()).Data.Select(budget => (budget.Name, budget.Revision, budget.Source)));
        await client.DeleteBudgetFailsAsync("all");
        var replaced = await client.ReplaceBudgetAsync("all", new SaveBudgetRequest { Scope = "global", DailyLimit = 7, Revision = 0 });
        Assert.Equal((1, "api", 7m), (replaced.Revision, replaced.Source, replaced.DailyLimit));
        Assert.Equal(7, (await client.BudgetStatusAsync("all")).Data.Single().Limit);
        await client.DeleteBudgetAsync("all");
        Assert.Equal(0.00001m, (await client.BudgetStatusAsync("all")).Data.Single().Limit);

        // A reset makes it one of the database.
        using (await gateway.ChatAsync())
            Assert.True((await client.BudgetStatusAsync("all")).Data.Single().UsedUp);
        gateway.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((1, "api"), await client.ResetBudgetAsync("all") is var reset ? (reset.Revision, reset.Source) : default);
        Assert.Equal((0, gateway.Time.GetUtcNow()), (await client.BudgetStatusAsync("all")).Data.Single() is var status ? (status.Spent, status.PeriodStart) : default);
        using var after = await gateway.ChatAsync();
        Assert.Equal(200, (int)after.StatusCode);
    }

    [Fact]
    public async Task What_was_spent_before_a_budget_was_made_or_turned_to_somebody_else_counts()
    {
        await using var gateway = await BudgetTests.StartAsync(("other", "Scope", "global"), ("other", "DailyLimit", "100"));
        var client = new HybridAiClient(gateway.Http);
        Assert.Equal(0, (await client.BudgetStatusAsync("other")).Data.Single().Spent);
        var at = gateway.Time.GetUtcNow().AddHours(-2);
        UsageRecord Spent(Guid key, decimal usd) => new()
        {
            Id = Guid.CreateVersion7(at), At = at, OrganizationId = OrganizationId.Default, KeyId = new KeyId(key), Api = "chat.completions", RequestedModel = "m", Outcome = UsageOutcome.Succeeded, Cost = Cost.FromUsd(usd),
        };
        var (ann, bob) = (Guid.CreateVersion7(at), Guid.CreateVersion7(at));
        await gateway.App.Services.GetRequiredService<IUsageStore>().InsertAsync([Spent(ann, 3), Spent(ann, 4), Spent(bob, 5)], default);
        // A line that has been counted for a day already says nothing of one that has not.
        gateway.Time.Advance(TimeSpan.FromHours(11));
        await client.CreateAsync(new SaveBudgetRequest { Name = "k", Scope = "key", Target = ann.ToString(), MonthlyLimit = 10 });
        Assert.Equal((7, 3), (await client.BudgetStatusAsync("k")).Data.Single() is var status ? (status.Spent, status.Remaining) : default);
        await client.ReplaceBudgetAsync("k", new SaveBudgetRequest { Scope = "key", Target = bob.ToString(), MonthlyLimit = 10, Revision = 1 });
        Assert.Equal(5, (await client.BudgetStatusAsync("k")).Data.Single().Spent);
        await client.ReplaceBudgetAsync("k", new SaveBudgetRequest { Scope = "global", MonthlyLimit = 10, Revision = 2 });
        Assert.Equal((12, true), (await client.BudgetStatusAsync("k")).Data.Single() is var all ? (all.Spent, all.UsedUp) : default);
    }

    [Fact]
    public async Task A_wrong_budget_in_a_file_stops_the_start_with_all_that_is_wrong()
    {
        var refused = await Assert.ThrowsAsync<ConfigurationException>(() => BudgetTests.StartAsync(("b", "Scope", "team"), ("b", "DailyLimit", "0"), ("b", "Colour", "red")));
        foreach (var key in new[] { "Budgets:b:DailyLimit", "Budgets:b:Target", "Budgets:b:Colour" })
            Assert.Contains(key, refused.Message, StringComparison.Ordinal);
    }
}

internal static class BudgetCalls
{
    /// <summary>What only the configuration has cannot be deleted.</summary>
    public static async Task DeleteBudgetFailsAsync(this HybridAiClient client, string name = "keys") =>
        Assert.Equal(HttpStatusCode.NotFound, (await Assert.ThrowsAsync<HybridAiApiException>(() => client.DeleteBudgetAsync(name))).Status);
}
