using System.Net;
using HybridAi.Client.Usage;
using HybridAi.Core.Costs;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using static HybridAi.Gateway.Tests.Management.TenantTests;

namespace HybridAi.Gateway.Tests.Management;

public sealed class UsageTests : IAsyncLifetime
{
    private readonly ManagementServer _server = new();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_record_is_read_back_exactly_right_after_it_was_journaled()
    {
        var record = await AddAsync(Role.Inference);
        var text = (await _server.AsAdministratorAsync(HttpMethod.Get, $"/api/requests/{record.Id}")).Text;
        Assert.Contains("\"costUsd\":0.000000123", text);
        Assert.Contains("\"at\":\"2026-03-01T12:00:00.000Z\"", text);
        var read = await _server.Client(Role.Viewer).RequestAsync(record.Id);
        Assert.Equal((0.000000123m, "catalog", 1250.5, 80.25), (read.CostUsd, read.CostSource, read.DurationMs, read.TimeToFirstTokenMs));
        Assert.Equal(("succeeded", 200, "gpt-6-astra", "openai/gpt-6-astra"), (read.Outcome, read.Status, read.Model, read.RequestedModel));
        Assert.Equal((100, 20, 7, 120, 7), (read.Usage.Input, read.Usage.CachedInput, read.Usage.Output, read.Usage.TotalInput, read.Usage.TotalOutput));
        var attempt = Assert.Single(read.AbandonedAttempts);
        Assert.Equal(("groq", 429, "RateLimited", null), (attempt.Provider, attempt.Status, attempt.FailureCause, attempt.CostUsd));
    }

    [Fact]
    public async Task What_was_decided_about_a_request_is_explained_to_those_who_may_see_it()
    {
        var record = await AddAsync(Role.Inference, change: usage => usage with
        {
            Route = "latency; fastest of 3", Decisions = [new Decision("limit", "Waited."), new Decision("retry", "Again.")],
        });
        var read = await _server.Client(Role.Inference).ExplainAsync(record.Id);
        Assert.Equal(("latency; fastest of 3", "succeeded", 200), (read.Route, read.Outcome, read.Status));
        Assert.Equal([new DecisionDocument("limit", "Waited."), new DecisionDocument("retry", "Again.")], read.Decisions);
        Assert.Equal(
            [new ExplainedAttemptDocument("groq/gpt-6-astra", "RateLimited", 429, 3), new ExplainedAttemptDocument("openai/gpt-6-astra", null, null, null)], read.Attempts);
        await AssertFailsAsync(404, "not_found", () => _server.Client(Role.Administrator, ManagementServer.Other).ExplainAsync(record.Id));
    }

    [Fact]
    public async Task An_inference_key_sees_its_own_records_and_no_others()
    {
        var own = await AddAsync(Role.Inference);
        var others = await AddAsync(Role.Operator);
        var client = _server.Client(Role.Inference);
        Assert.Equal(own.Id, (await client.RequestAsync(own.Id)).Id);
        await AssertFailsAsync(404, "not_found", () => client.RequestAsync(others.Id));
        Assert.Equal(own.Id, Assert.Single((await client.UsageAsync()).Data).Id);
        await AssertFailsAsync(403, "insufficient_role", () => client.UsageAsync(new UsageFilter { Key = others.KeyId.Value }));
        Assert.Equal(2, (await _server.Client(Role.Viewer).UsageAsync()).Data.Count);
    }

    [Fact]
    public async Task Another_organizations_records_are_not_there_except_for_the_installations_administrators()
    {
        var record = await AddAsync(Role.Inference);
        var foreign = await AddAsync(Role.Inference, ManagementServer.Other);
        var outsider = _server.Client(Role.Administrator, ManagementServer.Other);
        await AssertFailsAsync(404, "not_found", () => outsider.RequestAsync(record.Id));
        Assert.Equal(foreign.Id, Assert.Single((await outsider.UsageAsync()).Data).Id);
        Assert.Equal(1, (await outsider.UsageSummaryAsync()).Total.Requests);
        Assert.Empty((await outsider.UsageAsync(new UsageFilter { Key = record.KeyId.Value })).Data);
        Assert.Equal(1, (await _server.Client(Role.Operator).UsageSummaryAsync()).Total.Requests);
        Assert.Equal(2, (await _server.Client(Role.Administrator).UsageSummaryAsync()).Total.Requests);
        await AssertFailsAsync(404, "not_found", () => _server.Client(Role.Operator).RequestAsync(foreign.Id));
    }

    [Theory]
    [InlineData("provider=openai", 2)]
    [InlineData("provider=groq", 0)]
    [InlineData("model=gpt-6-astra", 2)]
    [InlineData("model=openai%2Fgpt-6-astra", 2)]
    [InlineData("status=200", 1)]
    [InlineData("status=5xx", 1)]
    [InlineData("status=4xx", 0)]
    [InlineData("status=failed", 1)]
    [InlineData("session=s-1&task=t-1", 2)]
    [InlineData("session=s-2", 0)]
    [InlineData("from=30m", 1)]
    [InlineData("to=30m", 1)]
    [InlineData("from=2026-03-01T13:00:00Z", 1)]
    [InlineData("from=2026-03-01T15:00:00%2B02:00", 1)]
    [InlineData("from=2026-03-01T15:00:00+02:00", 1)]
    [InlineData("from=2026-03-01", 2)]
    [InlineData("from=1772366400000&to=1772370000000", 1)]
    [InlineData("user=01900000-0000-7000-8000-0000000000aa", 0)]
    [InlineData("limit=1", 1)]
    public async Task Records_are_filtered(string query, int count)
    {
        await AddAsync(Role.Inference);
        _server.Time.Advance(TimeSpan.FromHours(1));
        await AddAsync(Role.Operator, change: record => record with { Status = 502, Outcome = UsageOutcome.Failed, FailureCause = "Upstream" });
        var answer = await _server.AsAdministratorAsync(HttpMethod.Get, "/api/usage?" + query);
        Assert.Equal(200, answer.Status);
        Assert.Equal(count, answer.Json.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Pages_go_from_the_newest_to_the_oldest()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            ids.Insert(0, (await AddAsync(Role.Inference)).Id);
            _server.Time.Advance(TimeSpan.FromSeconds(1));
        }
        var client = _server.Client(Role.Viewer);
        var read = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await client.UsageAsync(new UsageFilter { Limit = 2, Cursor = cursor });
            read.AddRange(page.Data.Select(record => record.Id));
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(ids, read);
    }

    [Fact]
    public async Task A_summary_adds_up_and_divides_time()
    {
        await AddAsync(Role.Inference);
        _server.Time.Advance(TimeSpan.FromMinutes(40));
        await AddAsync(Role.Inference, change: record => record with { Outcome = UsageOutcome.Failed, Cost = null });
        await AddAsync(Role.Inference, change: record => record with { Outcome = UsageOutcome.Cancelled });
        var summary = await _server.Client(Role.Viewer).UsageSummaryAsync(new UsageFilter { From = "1h" }, buckets: 6);
        Assert.Equal((3, 1, 1, 1), (summary.Total.Requests, summary.Total.Succeeded, summary.Total.Failed, summary.Total.Cancelled));
        Assert.Equal((0.000000246m, 1, 1250.5), (summary.Total.CostUsd, summary.Total.UnknownCosts, summary.Total.LatencyP50Ms));
        Assert.Equal("openai", Assert.Single(summary.Providers).Provider);
        Assert.Equal([0, 1, 0, 0, 0, 2], summary.Series.Select(slice => slice.Requests));
        Assert.Equal(_server.Time.GetUtcNow().AddHours(-1), summary.From);
        Assert.Empty((await _server.Client(Role.Viewer).UsageSummaryAsync()).Series);
    }

    [Fact]
    public async Task A_journal_that_cannot_catch_up_delays_an_answer_by_two_seconds_and_no_more()
    {
        Assert.False((await GetAsync()).Headers.Contains("x-hybridai-pending"));
        _server.Journal.Close();
        var answer = GetAsync();
        Assert.Same(_server.Journal.Waiting, await Task.WhenAny(_server.Journal.Waiting, answer));
        _server.Time.Advance(TimeSpan.FromMilliseconds(1999));
        Assert.False(answer.IsCompleted);
        _server.Time.Advance(TimeSpan.FromMilliseconds(1));
        var late = await answer;
        Assert.Equal((HttpStatusCode.OK, "true"), (late.StatusCode, late.Headers.GetValues("x-hybridai-pending").Single()));

        Task<HttpResponseMessage> GetAsync() =>
            _server.Http.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/api/usage") { Headers = { Authorization = new("Bearer", _server.Secret(Role.Viewer)) } });
    }

    private async Task<UsageRecord> AddAsync(Role role, OrganizationId? organization = null, Func<UsageRecord, UsageRecord>? change = null)
    {
        var me = await _server.Client(role, organization).MeAsync();
        var record = new UsageRecord
        {
            Id = Guid.CreateVersion7(_server.Time.GetUtcNow()),
            At = _server.Time.GetUtcNow(),
            OrganizationId = new OrganizationId(me.OrganizationId),
            KeyId = new KeyId(me.KeyId),
            Api = "chat.completions",
            RequestedModel = "openai/gpt-6-astra",
            Provider = "openai",
            Model = "gpt-6-astra",
            Deployment = "openai/gpt-6-astra",
            Status = 200,
            Outcome = UsageOutcome.Succeeded,
            Usage = new TokenUsage { Input = 100, CachedInput = 20, Output = 7 },
            Cost = new Cost(123),
            CostSource = CostSource.Catalog,
            Duration = TimeSpan.FromMilliseconds(1250.5),
            TimeToFirstToken = TimeSpan.FromMilliseconds(80.25),
            Attempts = 2,
            AbandonedAttempts = [new AbandonedAttempt("groq", "gpt-6-astra", "groq/gpt-6-astra", 429, "RateLimited", TimeSpan.FromMilliseconds(3), default, null)],
            Session = "s-1",
            Task = "t-1",
        };
        record = change?.Invoke(record) ?? record;
        Assert.True(await _server.Journal.CompleteAsync(record));
        return record;
    }
}
