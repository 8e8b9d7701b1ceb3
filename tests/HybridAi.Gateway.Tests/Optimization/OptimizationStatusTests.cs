using System.Text.Json.Nodes;
using HybridAi.Client.Jobs;
using HybridAi.Client.Optimization;
using HybridAi.Core.Jobs;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Tests.AiPerformance;
using HybridAi.Gateway.Tests.Management;
using HybridAi.TestServers;

namespace HybridAi.Gateway.Tests.Optimization;

/// <summary>What makes things better, on both databases, against sums over the requests themselves.</summary>
public sealed class OptimizationStatusTests(OptimizationStatusTests.Prepared servers) : IClassFixture<OptimizationStatusTests.Prepared>
{
    private static readonly HashSet<string> Changing = ["id", "startedAt", "finishedAt", "countedFrom", "candidates"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_answer_is_as_it_was_agreed(bool postgres)
    {
        var answer = await servers.On(postgres).AsAdministratorAsync(HttpMethod.Get, "/api/phase3/status?range=24h");
        Assert.True(answer.Status == 200, answer.Text);
        await GoldenAnswer.CheckAsync("Optimization", "status", JsonNode.Parse(answer.Text)!, Changing);
    }

    [Theory]
    [InlineData(false, "1h")]
    [InlineData(true, "1h")]
    [InlineData(false, "24h")]
    [InlineData(true, "24h")]
    [InlineData(false, null)]
    [InlineData(true, null)]
    public async Task Improvements_are_those_of_the_requests(bool postgres, string? range)
    {
        var status = await servers.On(postgres).Client(Role.Viewer).OptimizationStatusAsync(range);
        Assert.Equal((status.To - status.From, status.From), (status.From - status.PreviousFrom, status.To - (status.To - status.From)));
        var (now, before) = (Of(status.From, status.To), Of(status.PreviousFrom, status.From));
        Check("cost_per_request", record => record.Cost is not null, records => decimal.Round(records.Average(record => record.Cost!.Value.Usd), 9), lessIsBetter: true);
        Check("latency_avg", Succeeded, records => decimal.Round((decimal)records.Average(record => record.Duration.TotalMilliseconds), 3), lessIsBetter: true);
        Check("latency_p95", Succeeded, records => Quantile(records.Select(record => record.Duration)), lessIsBetter: true, tolerance: 0.0101m);
        Check("ttft_p95", record => record.TimeToFirstToken is not null, records => Quantile(records.Select(record => record.TimeToFirstToken!.Value)), lessIsBetter: true, tolerance: 0.0101m);
        Check("success_rate", record => record.Outcome != UsageOutcome.Cancelled, records => decimal.Round(records.Count(Succeeded) / (decimal)records.Count, 6), lessIsBetter: false);
        Check("cache_hit_rate", record => record.Cache is "exact" or "miss", records => decimal.Round(records.Count(record => record.Cache == "exact") / (decimal)records.Count, 6), lessIsBetter: false);
        Assert.Equal(6, status.Improvements.Count);

        var (saved, savedBefore) = (now.Where(record => record.Saved is not null).ToList(), before.Where(record => record.Saved is not null).ToList());
        Assert.Equal(
            (saved.Sum(record => record.Saved!.Value.Usd), saved.Count, savedBefore.Sum(record => record.Saved!.Value.Usd), savedBefore.Count),
            (status.CacheSaving.SavedUsd, (int)status.CacheSaving.Hits, status.CacheSaving.PreviousSavedUsd, (int)status.CacheSaving.PreviousHits));
        Assert.Equal(
            now.Exists(record => record.Cost is null) ? null
                : decimal.Round(saved.Sum(record => record.Saved!.Value.Usd) / (saved.Sum(record => record.Saved!.Value.Usd) + now.Sum(record => record.Cost!.Value.Usd)), 6),
            status.CacheSaving.Share);

        void Check(string metric, Func<UsageRecord, bool> counts, Func<List<UsageRecord>, decimal> value, bool lessIsBetter, decimal tolerance = 0)
        {
            var one = Assert.Single(status.Improvements, one => one.Metric == metric);
            var (mine, theirs) = (now.Where(counts).ToList(), before.Where(counts).ToList());
            Assert.Equal((mine.Count, theirs.Count), ((int)one.Requests, (int)one.PreviousRequests));
            Near(mine, one.Value);
            Near(theirs, one.Previous);
            if (mine.Count == 0 || theirs.Count == 0)
            {
                Assert.Equal((null, null), (one.Change, one.Better));
                return;
            }

            Assert.Equal(decimal.Round((one.Value!.Value / one.Previous!.Value) - 1, 5), decimal.Round(one.Change!.Value, 5), 4);
            Assert.Equal(one.Value == one.Previous ? null : (one.Value < one.Previous) == lessIsBetter, one.Better);

            void Near(List<UsageRecord> records, decimal? told)
            {
                if (records.Count == 0)
                    Assert.Null(told);
                else
                    Assert.InRange(told!.Value, value(records) * (1 - tolerance), value(records) * (1 + tolerance));
            }
        }
    }

    [Fact]
    public async Task Without_requests_nothing_is_compared()
    {
        await using var empty = new ManagementServer();
        await empty.InitializeAsync();
        var status = await empty.Client(Role.Viewer).OptimizationStatusAsync("30d");
        Assert.All(status.Improvements, one => Assert.Equal(
            new ImprovementDocument { Metric = one.Metric, Unit = one.Unit }, one));
        Assert.Equal(new CacheSavingDocument(0, 0, 0, 0, null), status.CacheSaving);
        Assert.Empty(status.Jobs);
        Assert.Equal((1, 0, "auto"), (status.Rules.Active, status.Rules.Inactive, Assert.Single(status.Rules.AutoModels).Name));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rules_in_force_are_told_from_those_that_are_not(bool postgres)
    {
        var rules = (await servers.On(postgres).Client(Role.Viewer).OptimizationStatusAsync()).Rules;
        Assert.Equal([new("cheap-first", "Small things go to groq.")], rules.Routing);
        Assert.Equal([new("never", false, null), new("long", true, "12h")], rules.Cache);
        Assert.Equal([("auto", "balanced"), ("frugal", "economy")], rules.AutoModels.Select(auto => (auto.Name, auto.Quality)));
        Assert.Equal(1, rules.AutoModels[1].Candidates);
        Assert.Equal((5, 2), (rules.Active, rules.Inactive));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Runs_are_counted_as_they_ended(bool postgres)
    {
        var jobs = (await servers.On(postgres).Client(Role.Viewer).OptimizationStatusAsync("30d")).Jobs;
        Assert.Equal([("cache-ttl", 3L, 1L), ("usage-rollup", 0L, 0L)], jobs.Select(job => (job.Name, job.Succeeded, job.Failed)));
        Assert.Equal((JobRunStatuses.Failed, "It broke."), (jobs[0].LastRun!.Status, jobs[0].LastRun!.Error));
        Assert.NotNull(jobs[0].CountedFrom);
        Assert.Equal((null, null), (jobs[1].CountedFrom, jobs[1].LastRun));
    }

    [Fact]
    public async Task A_range_that_there_is_not_is_told()
    {
        var answer = await servers.Sqlite.AsAdministratorAsync(HttpMethod.Get, "/api/phase3/status?range=2h");
        Assert.Equal((400, "range"), (answer.Status, answer.Param));
        Assert.Contains("1h, 24h, 7d, 30d", answer.Message, StringComparison.Ordinal);
    }

    // Of all organizations: rules and jobs are the installation's.
    private List<UsageRecord> Of(DateTimeOffset from, DateTimeOffset to) => [.. servers.Records.Where(record => record.At >= from && record.At < to)];

    private static bool Succeeded(UsageRecord record) => record.Outcome == UsageOutcome.Succeeded;

    private static decimal Quantile(IEnumerable<TimeSpan> values)
    {
        var sorted = values.Order().ToList();
        return (decimal)sorted[(int)(0.95 * (sorted.Count - 1))].TotalMilliseconds;
    }

    /// <summary>The gateways with rules and runs.</summary>
    public sealed class Prepared(PostgresFixture postgres) : IAsyncLifetime
    {
        private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
        private readonly PerformanceServers _servers = new(postgres);

        public IReadOnlyList<UsageRecord> Records => _servers.Records;

        public ManagementServer Sqlite => _servers.Sqlite;

        public ManagementServer On(bool postgres) => _servers.On(postgres);

        public async ValueTask InitializeAsync()
        {
            await _servers.InitializeAsync();
            foreach (var server in new[] { _servers.Sqlite, _servers.Postgres })
            {
                await SetAsync(server, "routing/rules", """{"name":"cheap-first","description":"Small things go to groq.","when":{"tokens":{"atMost":100}},"then":{"prefer":{"providers":["groq"]}}}""");
                await SetAsync(server, "routing/rules", """{"name":"off","enabled":false,"then":{"prefer":{"providers":["openai"]}}}""");
                await SetAsync(server, "cache/rules", """{"name":"long","ttl":"12h"}""");
                await SetAsync(server, "cache/rules", """{"name":"never","cache":false,"priority":5,"when":{"tasks":["code"]}}""");
                await SetAsync(server, "cache/rules", """{"name":"off","enabled":false,"ttl":"1h"}""");
                await SetAsync(server, "auto-models", """{"name":"frugal","quality":"economy","models":["openai/gpt-4o-mini"]}""");
                await RunAsync(server);
            }
        }

        public ValueTask DisposeAsync() => _servers.DisposeAsync();

        private static async Task SetAsync(ManagementServer server, string path, string json)
        {
            var answer = await server.AsAdministratorAsync(HttpMethod.Post, "/api/" + path, json);
            Assert.True(answer.Status == 201, answer.Text);
        }

        // Three runs that succeed and one that fails of one job; of the other one that waits.
        private static async Task RunAsync(ManagementServer server)
        {
            var queue = server.Storage.JobQueue;
            // Postgres goes by its own clock, and nothing is due again that was before the job was known.
            var due = new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);
            await queue.AnnounceAsync([new JobDefinition("cache-ttl", "Measures.", "6h", true, null), new JobDefinition("usage-rollup", "Adds up.", "10s", true, null)], default);
            for (var i = 0; i < 4; i++)
            {
                Assert.True(await queue.EnqueueAsync("cache-ttl", due.AddHours(i), null, default));
                var claim = (await queue.ClaimAsync(["cache-ttl"], "worker-1", Lease, 3, default))!;
                Assert.True(await queue.FinishAsync(claim.Fence, i < 3 ? null : "It broke.", new Dictionary<string, long> { ["rules"] = i }, default));
            }

            Assert.True(await queue.EnqueueAsync("usage-rollup", due, null, default));
        }
    }
}
