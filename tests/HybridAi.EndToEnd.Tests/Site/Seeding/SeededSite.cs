using HybridAi.Client.Budgets;
using HybridAi.Client.Caching;
using HybridAi.Client.Metrics;
using HybridAi.Client.Providers;
using HybridAi.Client.RateLimits;
using HybridAi.Client.Tenancy;
using HybridAi.EndToEnd.Tests.Hosting;
using HybridAi.EndToEnd.Tests.Site.Browsing;
using HybridAi.TestServers;
using Microsoft.Playwright;

namespace HybridAi.EndToEnd.Tests.Site.Seeding;

/// <summary>
/// A standalone that has been in use for a week, and is: keys of people and teams, budgets, limits, rules, failures, a provider that was defined over the API and one whose circuit is open, and calls that
/// go on while somebody looks. With it a browser.
/// </summary>
public sealed class SeededSite : IAsyncLifetime
{
    /// <summary>A provider that was defined over the API, so that it can be switched off there.</summary>
    public const string DefinedProvider = "acme";

    /// <summary>A cache rule whose use is measured.</summary>
    public const string MeasuredRule = "short-answers";

    /// <summary>A metric that was defined.</summary>
    public const string DefinedMetric = "openai_p95";

    private readonly TemporaryDirectory _data = new();
    private readonly CancellationTokenSource _end = new();
    private Task _traffic = Task.CompletedTask;
    private string _session = "";

    internal StandaloneServer Server { get; private set; } = null!;

    internal SimulatorServer Simulator { get; private set; } = null!;

    internal Chromium Chromium { get; private set; } = null!;

    internal Traffic Traffic { get; private set; } = null!;

    internal IBrowser Browser => Chromium.Browser;

    public string ViewerKey { get; private set; } = "";

    public string OperatorKey { get; private set; } = "";

    public string InferenceKey { get; private set; } = "";

    /// <summary>A request that was answered, after another deployment had failed, and one that failed.</summary>
    public Guid AnsweredRequest { get; private set; }

    public Guid FailedRequest { get; private set; }

    /// <summary>A test of a provider that was made.</summary>
    public Guid ProviderTest { get; private set; }

    public async ValueTask InitializeAsync()
    {
        IReadOnlyList<CreatedKeyDocument> keys;
        await using (var first = await StandaloneServer.StartAsync(_data.Path, SettingsWith(Free())))
            keys = await AddPeopleAsync(first);
        await History.WriteAsync(_data.Path, [.. keys.Select(key => key.Id)]);
        // Another may have taken the first one's by now.
        var simulator = Free();
        Simulator = SimulatorServer.At(simulator);
        Server = await StandaloneServer.StartAsync(_data.Path, SettingsWith(simulator));
        Traffic = new Traffic(Server, [.. keys.Select(key => key.Secret)]);
        await AddPoliciesAsync();
        await UseAsync();
        _traffic = Traffic.GoOnAsync(_end.Token);
        Chromium = await Chromium.StartAsync();
        await using var administrator = await Reader.SignInAsync(Browser, Server.Site, Product.AdministratorKey);
        _session = await administrator.SessionAsync();
    }

    /// <summary>An administrator with a browser of her own, who has signed in before.</summary>
    internal Task<Reader> OpenAsync(BrowserNewContextOptions? options = null)
    {
        options ??= new BrowserNewContextOptions();
        options.StorageState = _session;
        return Reader.OpenAsync(Browser, Server.Site, options);
    }

    private static Uri Free() => new($"http://127.0.0.1:{FreePort.Find()}/");

    private static Dictionary<string, string> SettingsWith(Uri simulator) => new()
    {
        ["Simulator__Urls"] = simulator.ToString(),
        [Product.CacheSwitch] = "true",
        [ServiceProcess.ProbesSwitch] = "true",
        // Open for as long as somebody looks.
        ["Breaker__OpenFor"] = "1h",
        ["Jobs__CacheTtl__LeastReuses"] = "10",
        ["Aliases__smart__0"] = Traffic.BrokenModel,
        ["Aliases__smart__1"] = "openai/gpt-4.1-mini",
    };

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        try
        {
            // If calls did not go on to the end, what was looked at was not what it says.
            await _traffic;
        }
        finally
        {
            _end.Dispose();
            if (Chromium is not null)
                await Chromium.DisposeAsync();
            if (Simulator is not null)
                await Simulator.DisposeAsync();
            if (Server is not null)
                await Server.DisposeAsync();
            _data.Dispose();
        }
    }

    private async Task<IReadOnlyList<CreatedKeyDocument>> AddPeopleAsync(Product product)
    {
        var keys = new List<CreatedKeyDocument>();
        foreach (var (team, person) in new[] { ("Research", "Ada Lovelace"), ("Support", "Grace Hopper"), ("Search", "Edsger Dijkstra") })
        {
            var made = await product.Api.CreateAsync(new CreateTeamRequest { Name = team });
            var user = await product.Api.CreateAsync(new CreateUserRequest { Name = person, Email = $"{person.Split(' ')[0].ToLowerInvariant()}@example.com", TeamId = made.Id });
            keys.Add(await product.Api.CreateAsync(new CreateKeyRequest { Name = $"{team} in production", Role = Roles.Inference, UserId = user.Id }));
        }

        await product.Api.CreateAsync(new CreateOrganizationRequest { Name = "Partners" });
        ViewerKey = (await product.Api.CreateAsync(new CreateKeyRequest { Name = "Vera reads", Role = Roles.Viewer })).Secret;
        OperatorKey = (await product.Api.CreateAsync(new CreateKeyRequest { Name = "Otto operates", Role = Roles.Operator })).Secret;
        InferenceKey = keys[0].Secret;
        return keys;
    }

    private async Task AddPoliciesAsync()
    {
        await Server.Api.CreateAsync(new SaveBudgetRequest { Name = "everything", Scope = "global", MonthlyLimit = 500, WarningThresholds = [0.5m, 0.8m], Action = "alert" });
        await Server.Api.CreateAsync(new SaveBudgetRequest { Name = "each-key", Scope = "key", Target = "each", DailyLimit = 20, Action = "downgrade" });
        await Server.Api.CreateAsync(new SaveRateLimitRequest { Name = "per-key", Scope = "key", Measure = "requests", Limit = 3000, Window = "1m" });
        await Server.Api.CreateAsync(new SaveRateLimitRequest { Name = "cohere", Scope = "provider", Target = "cohere", Measure = "requests", Limit = 500, Window = "1h" });
        await Server.Api.CreateAsync(new SaveCacheRuleRequest { Name = MeasuredRule, Ttl = "10m", When = new CacheConditionsDocument { Models = ["gpt-4.1-mini", "openai/gpt-4.1-mini"] } });
        await Server.Api.CreateAsync(new SaveCustomMetricRequest { Name = DefinedMetric, Metric = "latency_p95", Filter = new Dictionary<string, string?> { ["provider"] = "openai" } });
        await Server.Api.CreateAsync(
            new SaveProviderRequest
            {
                Name = DefinedProvider, BaseUrl = new Uri(Simulator.Address, "mistral/v1").ToString(), Key = "key-of-acme", AllowPrivateNetwork = true,
                Models = [new ModelDefinitionDocument { Id = "mistral-small-2603", InputPerMillion = 0.1m, OutputPerMillion = 0.3m }],
            },
            probe: false);
    }

    /// <summary>Asks the broken model until its circuit is open.</summary>
    internal async Task BreakAsync()
    {
        for (var tries = 0; !(await Server.Api.BreakersAsync()).Data.Any(breaker => breaker.Deployment == Traffic.BrokenModel && breaker.State == "open"); tries++)
        {
            var (id, status) = await Traffic.AskAsync(Traffic.BrokenModel, $"Are you there, after {FailedRequest}?");
            Assert.True(status >= 500 && tries < 50, $"{Traffic.BrokenModel} answers {status}");
            FailedRequest = id;
        }
    }

    /// <summary>Runs the job that proposes a time to live until it has one for the measured rule: what was measured is written once a minute.</summary>
    internal Task<CacheRuleDocument> ProposeAsync() => Eventually.GetAsync(
        async () =>
        {
            if (await Server.Api.CacheRuleAsync(MeasuredRule) is { Proposal: not null } there)
                return there;
            var run = await Server.Api.RunJobAsync("cache-ttl");
            await Eventually.GetAsync(() => Server.Api.JobRunAsync("cache-ttl", run.Id), one => one.FinishedAt is not null, "cache-ttl does not end");
            return await Server.Api.CacheRuleAsync(MeasuredRule);
        },
        rule => rule.Proposal is not null, () => $"no time to live is proposed\n{Server.Output}");

    private async Task UseAsync()
    {
        await Simulator.ScriptAsync("groq", new { models = new Dictionary<string, object> { ["openai/gpt-oss-20b"] = new { errors = new[] { new { kind = "serverError" } } } } });
        AnsweredRequest = (await Traffic.AskAsync("smart", "What does a gateway do?")).Id;
        await BreakAsync();
        for (var i = 0; i < 15; i++)
            await Traffic.AskAsync("openai/gpt-4.1-mini", "What is asked again and again?", key: 0);
        await Traffic.AskAroundAsync(60);
        var test = await Server.Api.TestProviderAsync("mistral", new TestProviderRequest { Kinds = ["functional", "benchmark", "stress"], MaxCostUsd = 1 });
        ProviderTest = test.Id;
        await Server.Api.RunJobAsync("error-tracking");
        await Eventually.GetAsync(() => Server.Api.ErrorGroupsAsync(), groups => groups.Data.Count > 0, () => $"no failures are grouped\n{Server.Output}");
        await Eventually.GetAsync(() => Server.Api.ProviderTestAsync("mistral", test.Id), made => made.FinishedAt is not null, () => $"the test does not end\n{Server.Output}");
        await Server.RecordAsync(FailedRequest);
    }
}

[CollectionDefinition(Name)]
public sealed class SeededSiteCollection : ICollectionFixture<SeededSite>
{
    public const string Name = "a seeded site in a browser";
}
