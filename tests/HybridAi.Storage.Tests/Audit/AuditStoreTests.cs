using HybridAi.Core.Audit;
using HybridAi.Core.Paging;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Audit;

public sealed class SqliteAuditStoreTests() : AuditStoreTests(null);

public sealed class PostgresAuditStoreTests(MigratedPostgres postgres) : AuditStoreTests(postgres);

public abstract class AuditStoreTests(MigratedPostgres? postgres) : StorageTests(postgres)
{
    [Fact]
    public async Task Entries_come_back_whole_newest_first_page_by_page()
    {
        var at = Records.Now();
        // Two entries share each millisecond, so that pages break between equals too.
        var written = Enumerable.Range(0, 10).Select(i => Records.Audit(at: at.AddMilliseconds(i / 2)) with { ActorUserId = new UserId(Guid.CreateVersion7()), Before = "{}" }).ToArray();
        foreach (var entry in written)
            await WriteAsync(entry);
        var read = new List<AuditEntry>();
        PageCursor? next = null;
        do
        {
            var page = await Storage.Audit.ListAsync(null, null, next, 3, default);
            Assert.InRange(page.Items.Count, 1, 3);
            read.AddRange(page.Items);
            next = page.Next;
        }
        while (next is not null);
        Assert.Equal(written.OrderByDescending(entry => entry.At).ThenByDescending(entry => entry.Id.ToString()), read);
    }

    [Fact]
    public async Task An_action_that_ends_in_a_dot_stands_for_all_that_start_with_it()
    {
        var other = new OrganizationId(Guid.CreateVersion7());
        await WriteAsync(Records.Audit("key.create"));
        await WriteAsync(Records.Audit("key.revoke", other));
        await WriteAsync(Records.Audit("keys.create"));
        await WriteAsync(Records.Audit("team.create"));
        Assert.Equal(2, await CountAsync(null, "key."));
        Assert.Equal(1, await CountAsync(null, "key.create"));
        Assert.Equal(0, await CountAsync(null, "key"));
        Assert.Equal(1, await CountAsync(other, null));
        Assert.Equal(0, await CountAsync(other, "key.create"));
        Assert.Equal(0, await CountAsync(null, "' OR 1 = 1 --"));
    }

    [Fact]
    public async Task What_is_done_outside_of_the_database_is_written_down_by_itself()
    {
        var entry = Records.Audit("ratelimit.reset") with { ActorUserId = new UserId(Guid.CreateVersion7()), Before = """{"data":[]}""", After = null };
        await Storage.Audit.AddAsync(entry, default);
        Assert.Equal(entry, Assert.Single((await Storage.Audit.ListAsync(null, "ratelimit.", null, 10, default)).Items));
    }

    [Fact]
    public async Task Limits_out_of_range_are_refused()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Storage.Audit.ListAsync(null, null, null, 0, default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Storage.Audit.ListAsync(null, null, null, 1001, default));
    }

    private async Task<int> CountAsync(OrganizationId? organization, string? action) =>
        (await Storage.Audit.ListAsync(organization, action, null, 100, default)).Items.Count;

    private Task WriteAsync(AuditEntry entry) => Storage.ProviderKeys.SetAsync("openai", new HybridAi.Core.Secrets.Secret("k"), entry, default);
}
