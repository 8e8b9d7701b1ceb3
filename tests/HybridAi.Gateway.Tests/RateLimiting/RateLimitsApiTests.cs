using System.Text.Json;
using HybridAi.Client.Audit;
using HybridAi.Client.Errors;
using HybridAi.Client.RateLimits;
using HybridAi.Core.Audit;
using HybridAi.Core.Paging;
using HybridAi.Core.RateLimiting;
using HybridAi.Storage;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.RateLimiting;

public sealed class RateLimitsApiTests : LimitTest
{
    protected override Dictionary<string, string?> Settings => new()
    {
        ["RateLimits:Floor:Scope"] = "key", ["RateLimits:Floor:Limit"] = "2", ["RateLimits:Floor:Window"] = "1m", ["RateLimits:Floor:Algorithm"] = "token-bucket", ["RateLimits:Floor:Burst"] = "3",
    };

    [Fact]
    public async Task The_configuration_is_the_floor_and_the_api_wins()
    {
        var floor = Assert.Single((await Api.RateLimitsAsync()).Data);
        Assert.Equal(("floor", "configuration", 0L, "token-bucket", 3L, "1m"), (floor.Name, floor.Source, floor.Revision, floor.Algorithm, floor.Burst, floor.Window));
        Assert.Equal(floor, await Api.RateLimitAsync("floor"));
        Assert.Equal("200 200 200 429", await AskAsync(4));

        var own = await Api.CreateAsync(new SaveRateLimitRequest { Name = "floor", Scope = "key", Limit = 10, Window = "1m", Algorithm = "token-bucket" });
        Assert.Equal(("api", 1L, "each", "requests", true), (own.Source, own.Revision, own.Target, own.Measure, own.Enabled));
        Assert.Equal(own, Assert.Single((await Api.RateLimitsAsync()).Data));
        // What was counted stays.
        Assert.Equal("200 200 200 200 200 200 200 429", await AskAsync(8));

        var off = await Api.ReplaceRateLimitAsync("floor", new SaveRateLimitRequest { Scope = "key", Limit = 10, Window = "1m", Enabled = false, Revision = 1 });
        Assert.Equal((2L, false), (off.Revision, off.Enabled));
        Assert.Equal("200 200", await AskAsync(2));
        await Api.DeleteRateLimitAsync("floor", 2);
        Assert.Equal("configuration", Assert.Single((await Api.RateLimitsAsync()).Data).Source);
        Assert.Equal("429", await AskAsync(1));
    }

    [Fact]
    public async Task All_of_a_document_comes_back()
    {
        var request = new SaveRateLimitRequest
        {
            Name = "all", Scope = "ip", Target = "203.0.113.0/24", Measure = "tokens", Limit = 1_000_000, Window = "90s", Algorithm = "token-bucket", Burst = 5, Enabled = true, MaxWait = "1500ms", MaxWaiting = 7,
        };
        await Api.CreateAsync(request);
        var read = await Api.RateLimitAsync("all");
        Assert.Equal(
            new RateLimitDocument
            {
                Name = "all", Source = "api", Revision = 1, UpdatedAt = read.UpdatedAt, Scope = "ip", Target = "203.0.113.0/24", Measure = "tokens", Limit = 1_000_000, Window = "90s",
                Algorithm = "token-bucket", Burst = 5, Enabled = true, MaxWait = "1500ms", MaxWaiting = 7,
            },
            read);
        Assert.Equal(Gateway.Time.GetUtcNow(), read.UpdatedAt);
    }

    [Fact]
    public async Task All_errors_are_named_at_once_and_nothing_is_changed()
    {
        var refused = await Assert.ThrowsAsync<HybridAiApiException>(() => Api.CreateAsync(new SaveRateLimitRequest
        {
            Name = "bad", Scope = "planet", Measure = "words", Limit = 0, Window = "soon", Algorithm = "guess", MaxWait = "1h", MaxWaiting = 99_999_999_999,
        }));
        Assert.Equal(400, (int)refused.Status);
        foreach (var field in new[] { "scope", "measure", "limit", "window", "algorithm", "maxWait", "maxWaiting" })
            Assert.Contains($"'{field}'", refused.Message);
        Assert.Equal("floor", Assert.Single((await Api.RateLimitsAsync()).Data).Name);
        await Api.CreateAsync(new SaveRateLimitRequest { Name = "good", Scope = "global", Limit = 1, Window = "1m" });
        Assert.Equal(409, (int)(await Assert.ThrowsAsync<HybridAiApiException>(() => Api.CreateAsync(new SaveRateLimitRequest { Name = "good", Scope = "global", Limit = 1, Window = "1m" }))).Status);
        Assert.Equal(409, (int)(await Assert.ThrowsAsync<HybridAiApiException>(() =>
            Api.ReplaceRateLimitAsync("good", new SaveRateLimitRequest { Scope = "global", Limit = 1, Window = "1m", Revision = 9 }))).Status);
        Assert.Equal(404, (int)(await Assert.ThrowsAsync<HybridAiApiException>(() => Api.RateLimitAsync("none"))).Status);
    }

    [Fact]
    public async Task The_status_has_each_scope_in_use_and_a_reset_counts_anew()
    {
        await LimitAsync("all", "global", 10);
        var untouched = Assert.Single((await Api.RateLimitStatusAsync()).Data);
        Assert.Equal(("all", "global", "", 10L, 10L), (untouched.Name, untouched.Scope, untouched.Target, untouched.Limit, untouched.Remaining));
        var key = await KeyAsync("mine");
        Assert.Equal("200 200 200 429", await AskAsync(4, key));
        Assert.Equal("200", await AskAsync(1));
        var rows = (await Api.RateLimitStatusAsync()).Data;
        Assert.Equal([("all", 6L), ("floor", 0L), ("floor", 2L)], rows.Select(row => (row.Name, row.Remaining)).Order());
        var mine = rows.Single(row => row is { Name: "floor", Remaining: 0 });
        Assert.Equal(("key", 3L, "1m", Gateway.Time.GetUtcNow().AddSeconds(90), false), (mine.Scope, mine.Limit, mine.Window, mine.ResetAt, mine.Shared));

        Assert.Equal([2L, 3L], (await Api.ResetRateLimitAsync("floor", mine.Target)).Data.Select(row => row.Remaining).Order());
        Assert.Equal("200", await AskAsync(1, key));
        await Api.ResetRateLimitAsync("all");
        Assert.Equal(10, (await Api.RateLimitStatusAsync("all")).Data.Single().Remaining);
        Assert.Equal(404, (int)(await Assert.ThrowsAsync<HybridAiApiException>(() => Api.ResetRateLimitAsync("none"))).Status);
        Assert.Equal(400, (int)(await Assert.ThrowsAsync<HybridAiApiException>(() => Api.ResetRateLimitAsync("floor", "nobody"))).Status);
        using var bare = await Gateway.Http.PostAsync("/api/ratelimits/all/reset", null);
        Assert.Equal(200, (int)bare.StatusCode);
        Assert.Equal(JsonValueKind.Array, JsonElement.Parse(await bare.Content.ReadAsStringAsync()).GetProperty("data").ValueKind);
    }

    [Fact]
    public async Task A_reset_is_in_the_audit_log_with_what_was_counted_before()
    {
        await LimitAsync("all", "global", 10);
        Assert.Equal("200 200 200", await AskAsync(3));
        var mine = Assert.Single((await Api.RateLimitStatusAsync("floor")).Data);
        await Api.ResetRateLimitAsync("floor", mine.Target);
        Gateway.Time.Advance(TimeSpan.FromSeconds(1));
        await Api.ResetRateLimitAsync("all");
        // What was refused has changed nothing.
        await Assert.ThrowsAsync<HybridAiApiException>(() => Api.ResetRateLimitAsync("floor", "nobody"));
        var entries = (await Api.AuditAsync(new AuditFilter { Action = "ratelimit.reset" })).Data;
        Assert.Equal(["all", $"floor:{mine.Target}"], entries.Select(entry => entry.Target));
        var me = (await Api.MeAsync()).KeyId;
        Assert.All(entries, entry => Assert.Equal((me, null), (entry.ActorKeyId, entry.After)));
        Assert.Equal([7, 0], entries.Select(entry => entry.Before!.Value.GetProperty("data")[0].GetProperty("remaining").GetInt32()));
    }

    [Fact]
    public async Task What_cannot_be_written_down_is_not_reset()
    {
        await using var gateway = await TestGateway.StartAsync(Settings, services => services.AddSingleton<IAuditStore, AwayAudit>());
        gateway.One.Answer = static call => call.AnswerAsync(200, Wire.Answer);
        for (var i = 0; i < 3; i++)
            (await gateway.ChatAsync("""{"model":"one/m","messages":[{"role":"user","content":"a"}]}""")).Dispose();
        using var refused = await gateway.Http.PostAsync("/api/ratelimits/floor/reset", null);
        Assert.Equal(503, (int)refused.StatusCode);
        using var still = await gateway.ChatAsync("""{"model":"one/m","messages":[{"role":"user","content":"a"}]}""");
        Assert.Equal(429, (int)still.StatusCode);
    }

    private sealed class AwayAudit : IAuditStore
    {
        public Task AddAsync(AuditEntry entry, CancellationToken cancellationToken) => throw new StorageUnavailableException("away");

        public Task<Page<AuditEntry>> ListAsync(OrganizationId? organization, string? action, PageCursor? after, int limit, CancellationToken cancellationToken) => throw new StorageUnavailableException("away");

        public Task<IReadOnlyList<AuditEntry>> ReadAsync(DateTimeOffset from, DateTimeOffset before, PageCursor? after, int limit, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
