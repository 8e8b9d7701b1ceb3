using System.Text.Json;
using HybridAi.Core.Audit;
using HybridAi.Core.ErrorGroups;
using HybridAi.Core.Events;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.ErrorGroups;

public sealed class SqliteErrorGroupStoreTests() : ErrorGroupStoreTests(null);

public sealed class PostgresErrorGroupStoreTests(MigratedPostgres postgres) : ErrorGroupStoreTests(postgres);

public abstract class ErrorGroupStoreTests(MigratedPostgres? postgres) : StorageTests(postgres)
{
    private readonly DateTimeOffset _now = Records.Now();

    private IErrorGroupStore Errors => Storage.ErrorGroups;

    [Fact]
    public async Task Failures_come_into_their_groups_once_whoever_brings_their_records_how_often()
    {
        var failed = Failed(-60, "ServerError");
        var tried = Records.Usage(_now) with { AbandonedAttempts = [new AbandonedAttempt("openai", "gpt-6-astra", "openai/gpt-6-astra", 503, "Overload", TimeSpan.Zero, default, null)] };
        await Storage.Usage.InsertAsync([failed, failed, Records.Usage(_now), tried], default);
        await Storage.Usage.InsertAsync([failed, tried], default);
        Assert.Equal(2, await Errors.AbsorbAsync(100, default));
        Assert.Equal(0, await Errors.AbsorbAsync(100, default));
        await Storage.Usage.InsertAsync([failed, tried], default);
        Assert.Equal(0, await Errors.AbsorbAsync(100, default));

        var groups = await AllAsync();
        Assert.Equal([("Overload", 503, 1L), ("ServerError", 502, 1L)], groups.Select(group => (group.Fingerprint.Cause, group.Fingerprint.Status, group.Count)));
        Assert.Equal(
            new ErrorFingerprint(ErrorSources.Provider, "openai", "openai/gpt-6-astra", "ServerError", 502, null), groups[1].Fingerprint);
        Assert.Equal([failed.Id], groups[1].Requests);
        Assert.Equal([Records.Key], groups[1].Keys);
        Assert.Equal(failed.At.AddMilliseconds(120), groups[1].LastAt);
        // As read one by one.
        Assert.Equivalent(groups[1], await Errors.FindAsync(groups[1].Fingerprint.Id, default));
        Assert.Null(await Errors.FindAsync(Guid.NewGuid(), default));
    }

    [Fact]
    public async Task Many_at_once_count_each_once_in_batches_of_any_size()
    {
        await Storage.Usage.InsertAsync([.. Enumerable.Range(0, 200).Select(i => Failed(-i, i % 2 == 0 ? "ServerError" : "Overload"))], default);
        var absorbed = await Task.WhenAll(Enumerable.Range(0, 6).Select(worker => Task.Run(async () =>
        {
            var (sum, some) = (0, 1);
            while (some > 0)
                sum += some = await Errors.AbsorbAsync(7 + worker, default);
            return sum;
        })));
        Assert.Equal(200, absorbed.Sum());
        Assert.Equal([100L, 100L], (await AllAsync()).Select(group => group.Count));
    }

    [Fact]
    public async Task A_record_that_comes_days_late_is_counted_and_one_that_was_removed_before_is_struck_off()
    {
        await Storage.Usage.InsertAsync([Failed(0, "ServerError")], default);
        await Errors.AbsorbAsync(100, default);
        var late = Failed(-3 * 24 * 3600, "ServerError");
        await Storage.Usage.InsertAsync([late], default);
        Assert.Equal(1, await Errors.AbsorbAsync(100, default));
        var group = Assert.Single(await AllAsync());
        Assert.Equal((2L, late.At.AddMilliseconds(120)), (group.Count, group.FirstAt));

        await Storage.Usage.InsertAsync([Failed(-9 * 24 * 3600, "ServerError")], default);
        while (await Storage.Usage.PruneAsync(_now.AddDays(-5), 1000, default))
            continue;
        Assert.Equal(1, await Errors.AbsorbAsync(100, default));
        Assert.Equal(2, Assert.Single(await AllAsync()).Count);
        Assert.Equal(0, await Errors.AbsorbAsync(100, default));
    }

    [Fact]
    public async Task A_group_is_resolved_and_opens_again_when_it_fails_again_and_all_of_it_is_told()
    {
        await Storage.Usage.InsertAsync([Failed(-60, "ServerError")], default);
        await Errors.AbsorbAsync(100, default);
        var id = (await AllAsync())[0].Fingerprint.Id;
        Assert.Equal(WriteResult.NotFound, await Errors.ResolveAsync(Guid.NewGuid(), _now, Audit("error.resolve", id), default));
        Assert.Equal(WriteResult.Stale, await Errors.ResolveAsync(id, null, Audit("error.reopen", id), default));
        Assert.Equal(WriteResult.Done, await Errors.ResolveAsync(id, _now, Audit("error.resolve", id), default));
        Assert.Equal(WriteResult.Stale, await Errors.ResolveAsync(id, _now.AddSeconds(1), Audit("error.resolve", id), default));
        Assert.Equal(_now, (await Errors.FindAsync(id, default))!.ResolvedAt);

        await Storage.Usage.InsertAsync([Failed(-30, "ServerError")], default);
        await Errors.AbsorbAsync(100, default);
        Assert.Equal((_now, 2L), ((await Errors.FindAsync(id, default))!.ResolvedAt, (await Errors.FindAsync(id, default))!.Count));
        await Storage.Usage.InsertAsync([Failed(30, "ServerError")], default);
        await Errors.AbsorbAsync(100, default);
        Assert.Equal((null, 1L, 3L), ((await Errors.FindAsync(id, default))!.ResolvedAt, (await Errors.FindAsync(id, default))!.Reopened, (await Errors.FindAsync(id, default))!.Count));

        Assert.Equal(WriteResult.Done, await Errors.ResolveAsync(id, _now.AddMinutes(1), Audit("error.resolve", id), default));
        Assert.Equal(WriteResult.Done, await Errors.ResolveAsync(id, null, Audit("error.reopen", id), default));
        Assert.Equal(["error.resolve", "error.resolve", "error.reopen"], (await Storage.Audit.ListAsync(null, "error.", null, 10, default)).Items.Select(entry => entry.Action).OrderDescending());
        var told = (await Storage.Events.ReadAsync(0, EventTopics.Errors, null, 100, default)).Select(one => JsonElement.Parse(one.Data)).ToList();
        Assert.Equal(["new", "resolved", "reopened", "resolved", "reopened"], told.Select(one => one.GetProperty("kind").GetString()));
        Assert.All(told, one => Assert.Equal((id, "ServerError"), (one.GetProperty("id").GetGuid(), one.GetProperty("cause").GetString())));
    }

    [Fact]
    public async Task Groups_are_filtered_read_by_pages_and_pruned()
    {
        await Storage.Usage.InsertAsync(
            [
                .. Enumerable.Range(0, 5).Select(i => Failed(-i, $"Cause{i}")),
                Failed(-10, "InvalidRequest") with { Provider = null, Deployment = null, Status = 400 },
                Failed(-20, "ServerError") with { Provider = "groq", Deployment = "groq/m" },
            ],
            default);
        await Errors.AbsorbAsync(100, default);
        var read = new List<ErrorGroup>();
        for (ErrorGroupQuery? query = new() { Limit = 3 }; query is not null;)
        {
            var page = await Errors.ListAsync(query, default);
            read.AddRange(page.Items);
            query = page.Next is { } next ? query with { After = next } : null;
        }

        Assert.Equal(["Cause0", "Cause1", "Cause2", "Cause3", "Cause4", "InvalidRequest", "ServerError"], read.Select(group => group.Fingerprint.Cause));
        await Errors.ResolveAsync(read[0].Fingerprint.Id, _now, Audit("error.resolve", read[0].Fingerprint.Id), default);
        async Task<IEnumerable<string>> CausesAsync(ErrorGroupQuery query) => (await Errors.ListAsync(query with { Limit = 100 }, default)).Items.Select(group => group.Fingerprint.Cause);
        Assert.Equal(["Cause0"], await CausesAsync(new() { IsOpen = false, Limit = 1 }));
        Assert.Equal(6, (await CausesAsync(new() { IsOpen = true, Limit = 1 })).Count());
        Assert.Equal(["InvalidRequest"], await CausesAsync(new() { Source = ErrorSources.Caller, Limit = 1 }));
        Assert.Equal(["ServerError"], await CausesAsync(new() { Provider = "groq", Limit = 1 }));
        Assert.Equal(["ServerError"], await CausesAsync(new() { Deployment = "groq/m", Limit = 1 }));
        Assert.Equal(["Cause3"], await CausesAsync(new() { Cause = "Cause3", Limit = 1 }));

        Assert.Equal(1, await Errors.PruneAsync(_now.AddSeconds(-5), 1, default));
        Assert.Equal(1, await Errors.PruneAsync(_now.AddSeconds(-5), 10, default));
        Assert.Equal(5, (await AllAsync()).Count);
    }

    [Fact]
    public async Task Names_that_callers_make_up_are_gathered_beyond_a_number_of_groups()
    {
        for (var i = 0; i < ErrorGroup.MostGroups + 50; i += 1010)
            await Storage.Usage.InsertAsync([.. Enumerable.Range(i, 1010).Select(number => Failed(0, "NotFound") with { Deployment = $"openai/made-up-{number}" })], default);
        while (await Errors.AbsorbAsync(2000, default) > 0)
            continue;
        Assert.Equal(ErrorGroup.MostGroups + 1, await Database.ScalarAsync<long>("SELECT COUNT(*) FROM error_groups"));
        Assert.Equal(50, (await Errors.ListAsync(new ErrorGroupQuery { Deployment = "other", Limit = 10 }, default)).Items.Single().Count);
        // One that is known counts on.
        var known = (await AllAsync()).First(group => group.Fingerprint.Deployment != "other");
        await Storage.Usage.InsertAsync([Failed(1, "NotFound") with { Deployment = known.Fingerprint.Deployment }], default);
        await Errors.AbsorbAsync(10, default);
        Assert.Equal(2, (await Errors.FindAsync(known.Fingerprint.Id, default))!.Count);
    }

    private UsageRecord Failed(int seconds, string cause) => Records.Usage(_now.AddSeconds(seconds)) with { Outcome = UsageOutcome.Failed, Status = 502, FailureCause = cause };

    private async Task<IReadOnlyList<ErrorGroup>> AllAsync() => (await Errors.ListAsync(new ErrorGroupQuery { Limit = 1000 }, default)).Items;

    private AuditEntry Audit(string action, Guid id) => new(Guid.CreateVersion7(_now), _now, OrganizationId.Default, Records.Key, null, action, id.ToString(), null, "{}");
}
