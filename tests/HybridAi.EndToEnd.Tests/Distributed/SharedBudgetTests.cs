using HybridAi.Client.Budgets;
using HybridAi.Client.Jobs;
using HybridAi.EndToEnd.Tests.Accounting;
using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.Distributed;

/// <summary>
/// Three gateways count to the same budgets, in one Redis. Whatever becomes of Redis, with <c>open</c> no request fails, and in the end the counters say what the
/// records say; with <c>closed</c> requests are refused while nobody knows what was spent.
/// </summary>
[Trait("Topology", "own")]
public sealed class SharedBudgetTests : IAsyncLifetime
{
    private const int Gateways = 3, Callers = 12;
    private const string Model = "openai/gpt-4.1-mini";
    private readonly TemporaryDirectory _data = new();
    private SimulatorServer _simulator = null!;
    private RunServers _servers = null!;
    private DistributedProduct _product = null!;

    public async ValueTask InitializeAsync()
    {
        _simulator = await SimulatorServer.StartAsync();
        await _simulator.ScriptAsync("openai", new { timeToFirstTokenMs = 20, tokensPerSecond = 2000 });
        _servers = await RunServers.StartAsync();
        // A busy machine is not a lost Redis.
        var settings = Load.Providers.SelectMany(provider => _simulator.AsProvider(provider)).Append(new("Redis__Deadline", "3s"));
        _product = await DistributedProduct.StartAsync(_data.Path, settings, _servers, Gateways, workers: 1, site: false);
    }

    public async ValueTask DisposeAsync()
    {
        await _product.DisposeAsync();
        await _servers.DisposeAsync();
        await _simulator.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task Three_gateways_exceed_a_budget_by_less_than_one_reservation()
    {
        // 50 answers of at most 100 tokens at 1.60 dollars per million are far beyond this.
        const decimal Limit = 0.003m;
        await _product.Api.CreateAsync(new SaveBudgetRequest { Name = "each", Scope = "key", Target = "each", DailyLimit = Limit });
        await EverywhereAsync("each");
        var calls = await Task.WhenAll(Enumerable.Range(0, 300).Select(number => Call($"budget-{number}").SendAsync(_product.Http)));

        var whole = calls.Where(call => call.Progress == Progress.Whole).ToList();
        Assert.All(calls, call => Assert.True(call.Status is 200 or 429, $"{call.Status} {call.Answer}\n{_product.Output}"));
        Assert.Contains(calls, call => call.Status == 429 && call.Answer.Contains("insufficient_quota", StringComparison.Ordinal));
        var status = Assert.Single((await _product.Api.BudgetStatusAsync("each")).Data);
        var billed = (await _simulator.InvoiceAsync()).ToDictionary(line => line.Id);
        Assert.Equal((whole.Sum(call => billed[call.AnswerId!].Usd), 0), (status.Spent, status.Reserved));
        // A question of some ten tokens at 0.40, and an answer of 100 at the most.
        Assert.InRange(status.Spent, 0.0001m, Limit + 0.0002m);
    }

    [Fact]
    public async Task Whatever_becomes_of_redis_no_request_fails_and_everything_is_counted_in_the_end()
    {
        await _product.Api.CreateAsync(new SaveBudgetRequest { Name = "all", Scope = "global", MonthlyLimit = 1000 });
        await _product.Api.CreateAsync(new SaveBudgetRequest { Name = "providers", Scope = "provider", Target = "each", DailyLimit = 1000 });
        await EverywhereAsync("providers");
        var load = Load.Start(_product, "budgets", Callers);
        await load.MoreAsync(100);
        var redis = _servers.Redis;
        await redis.FlushAsync();
        await load.MoreAsync(100);
        await redis.PauseAsync();
        await load.MoreAsync(100);
        await redis.ContinueAsync();
        await load.MoreAsync(100);
        await redis.KillAsync();
        await load.MoreAsync(100);
        await redis.RestartAsync();
        await load.MoreAsync(200);

        var calls = await load.StopAsync();

        Assert.All(calls, call => Assert.True(call.Progress == Progress.Whole, $"{call.Marker}: {call.Status} {call.Answer}\n{_product.Output}"));
        var records = await Eventually.GetAsync(() => _product.RecordsAsync(), found => found.Count >= calls.Count, $"records are missing\n{_product.Output}");
        await ReconcileAsync();
        var spent = records.GroupBy(record => record.Provider!).ToDictionary(group => group.Key, group => group.Sum(record => record.CostUsd) ?? 0);
        spent.Add("", records.Sum(record => record.CostUsd) ?? 0);
        // A gateway that finds Redis again later than the others settles what it owes, and sets it right by the records afterwards.
        var told = "";
        await Eventually.GetAsync(
            () => _product.Api.BudgetStatusAsync(),
            page =>
            {
                told = string.Join('\n', page.Data);
                return page.Data.All(status => status.Source == "counters" && status.Reserved == 0) && page.Data.ToDictionary(status => status.Target ?? "", status => status.Spent).OrderBy(Target).SequenceEqual(spent.OrderBy(Target));
            },
            () => $"The counters do not come to say what the records say, {string.Join(' ', spent)}:\n{told}\n{_product.Output}");

        static string Target(KeyValuePair<string, decimal> pair) => pair.Key;
    }

    [Fact]
    public async Task A_closed_budget_lets_nothing_pass_while_redis_is_away()
    {
        await _product.Api.CreateAsync(new SaveBudgetRequest { Name = "closed", Scope = "global", DailyLimit = 1000, OnStoreLoss = "closed" });
        await EverywhereAsync("closed");
        Assert.Equal(200, (await Call("before").SendAsync(_product.Http)).Status);
        await _servers.Redis.KillAsync();
        var away = await Call("away").SendAsync(_product.Http);
        Assert.Equal(503, away.Status);
        Assert.Contains("budget_unavailable", away.Answer, StringComparison.Ordinal);
        await _servers.Redis.RestartAsync();
        await Eventually.GetAsync(() => Call("back").SendAsync(_product.Http), call => call.Status == 200, $"nothing passes any more\n{_product.Output}");
        // What was spent before Redis lost it is known again.
        Assert.True(Assert.Single((await _product.Api.BudgetStatusAsync("closed")).Data).Spent > 0);
    }

    private static ChatCall Call(string marker) => new(
        marker, "v1/chat/completions", new { model = Model, max_tokens = 100, messages = new[] { new { role = "user", content = $"<{marker}> [[words:60]]" } } }, false);

    // Every gateway knows it.
    private async Task EverywhereAsync(string budget)
    {
        foreach (var address in _product.GatewayAddresses)
        {
            using var http = new HttpClient { BaseAddress = address };
            var client = new Client.HybridAiClient(http, Product.AdministratorKey);
            // The status is that of its own snapshot; a budget that it does not know is not found.
            await Eventually.GetAsync(
                async () =>
                {
                    try
                    {
                        await client.BudgetStatusAsync(budget);
                        return true;
                    }
                    catch (Client.Errors.HybridAiApiException unknown) when (unknown.Status == System.Net.HttpStatusCode.NotFound)
                    {
                        return false;
                    }
                },
                known => known, $"{address} does not know {budget}\n{_product.Output}");
        }
    }

    private async Task ReconcileAsync()
    {
        var run = await _product.Api.RunJobAsync("budget-reconciliation");
        var ended = await Eventually.GetAsync(() => _product.Api.JobRunAsync("budget-reconciliation", run.Id), current => current.FinishedAt is not null, $"the job does not end\n{_product.Output}");
        Assert.Equal(JobRunStatuses.Succeeded, ended.Status);
    }
}
