using HybridAi.Core.Batches;
using HybridAi.Core.Jobs;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Batches;

public sealed class SqliteProviderObjectStoreTests() : ProviderObjectStoreTests(null);

public sealed class PostgresProviderObjectStoreTests(MigratedPostgres postgres) : ProviderObjectStoreTests(postgres);

public abstract class ProviderObjectStoreTests(MigratedPostgres? postgres) : StorageTests(postgres)
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly KeyId OtherKey = new(Guid.Parse("01890000-0000-7000-8000-0000000000ff"));

    private IProviderObjectStore Store => Storage.ProviderObjects;

    private static ProviderObject Of(ProviderObjectKind kind, int seconds = 0) => new()
    {
        Id = Guid.CreateVersion7(Now.AddSeconds(seconds)), Kind = kind, At = Now.AddSeconds(seconds), OrganizationId = OrganizationId.Default, TeamId = new TeamId(Guid.NewGuid()),
        UserId = new UserId(Guid.NewGuid()), KeyId = Records.Key, Provider = "openai", UpstreamId = $"up-{seconds}", Purpose = "batch", Endpoint = "/v1/chat/completions",
        RequestedModel = "mine", Model = "gpt", BatchId = Guid.NewGuid(), OutputFile = "out", ErrorFile = "err", Status = "validating", Document = """{"a":"ä\u0000"}""",
    };

    [Fact]
    public async Task What_was_added_is_found_as_it_was_by_its_kind_and_organization()
    {
        var file = Of(ProviderObjectKind.File) with { EndedAt = Now.AddSeconds(1), SettledAt = Now.AddSeconds(2) };
        var bare = file with { Id = Guid.NewGuid(), TeamId = null, UserId = null, Purpose = null, Endpoint = null, RequestedModel = null, Model = null, BatchId = null, OutputFile = null, ErrorFile = null, EndedAt = null, SettledAt = null };
        foreach (var added in new[] { file, bare })
        {
            await Store.AddAsync(added, default);
            Assert.Equal(added, await Store.FindAsync(added.Id, ProviderObjectKind.File, OrganizationId.Default, default));
        }

        Assert.Null(await Store.FindAsync(file.Id, ProviderObjectKind.Batch, OrganizationId.Default, default));
        Assert.Null(await Store.FindAsync(file.Id, ProviderObjectKind.File, new OrganizationId(Guid.NewGuid()), default));
        await Store.DeleteAsync(file.Id, default);
        Assert.Null(await Store.FindAsync(file.Id, ProviderObjectKind.File, OrganizationId.Default, default));
    }

    [Fact]
    public async Task Lists_go_both_ways_by_pages_and_keys_and_purpose()
    {
        var files = Enumerable.Range(0, 5).Select(i => Of(ProviderObjectKind.File, i) with { KeyId = i == 2 ? OtherKey : Records.Key, Purpose = i == 4 ? "vision" : "batch" }).ToList();
        foreach (var file in files.Append(Of(ProviderObjectKind.Batch)))
            await Store.AddAsync(file, default);
        var query = new ProviderObjectQuery { Kind = ProviderObjectKind.File, Organization = OrganizationId.Default, Limit = 2 };
        foreach (var (ascending, order) in new[] { (false, new[] { 4, 3, 2, 1, 0 }), (true, [0, 1, 2, 3, 4]) })
        {
            var seen = new List<ProviderObject>();
            var page = await Store.ListAsync(query with { Ascending = ascending }, default);
            for (seen.AddRange(page.Items); page.Next is { } next; seen.AddRange(page.Items))
                page = await Store.ListAsync(query with { Ascending = ascending, After = next }, default);
            Assert.Equal(order.Select(i => files[i].Id), seen.Select(file => file.Id));
        }

        Assert.Equal(files[2].Id, Assert.Single((await Store.ListAsync(query with { Keys = [OtherKey] }, default)).Items).Id);
        Assert.Equal(5, (await Store.ListAsync(query with { Keys = [OtherKey, Records.Key], Limit = 10 }, default)).Items.Count);
        Assert.Equal(files[4].Id, Assert.Single((await Store.ListAsync(query with { Purpose = "vision" }, default)).Items).Id);
        Assert.Empty((await Store.ListAsync(query with { Organization = new OrganizationId(Guid.NewGuid()) }, default)).Items);
    }

    [Fact]
    public async Task A_batch_that_has_ended_stays_as_it_is_and_is_settled_under_a_fence_only()
    {
        var batch = Of(ProviderObjectKind.Batch) with { UpstreamId = "", OutputFile = null, ErrorFile = null };
        await Store.AddAsync(batch, default);
        var ended = batch with { UpstreamId = "up", Status = "completed", OutputFile = "out", EndedAt = Now.AddHours(1), Document = "{}" };
        var made = Of(ProviderObjectKind.File) with { BatchId = batch.Id };
        Assert.Equal(ended, await Store.UpdateAsync(ended, [made], default));
        Assert.Equal(ended, await Store.UpdateAsync(batch with { Status = "in_progress" }, [made with { Status = "other" }], default));
        Assert.Null(await Store.UpdateAsync(Of(ProviderObjectKind.Batch), [], default));
        Assert.Equal(ended, Assert.Single(await Store.OpenBatchesAsync(null, 10, default)));
        Assert.Equal(made, await Store.FindAsync(made.Id, ProviderObjectKind.File, OrganizationId.Default, default));
        Assert.Empty(await Store.OpenBatchesAsync(batch.Id, 10, default));

        await Assert.ThrowsAsync<JobLeaseLostException>(() => Store.SettleAsync(batch.Id, Now, new JobFence(Guid.NewGuid(), 1), default));
        Assert.Single(await Store.OpenBatchesAsync(null, 10, default));
        await Storage.JobQueue.AnnounceAsync([new JobDefinition("j", "", "1h", true, null)], default);
        await Storage.Jobs.RequestAsync("j", Guid.CreateVersion7(), Records.Audit("job.run"), default);
        var claim = await Storage.JobQueue.ClaimAsync(["j"], "one", TimeSpan.FromMinutes(5), 3, default);
        await Store.SettleAsync(batch.Id, Now, claim!.Fence, default);
        Assert.Empty(await Store.OpenBatchesAsync(null, 10, default));
        Assert.Equal(Now, (await Store.FindAsync(batch.Id, ProviderObjectKind.Batch, OrganizationId.Default, default))!.SettledAt);
    }
}
