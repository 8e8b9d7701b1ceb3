using System.Text.Json.Serialization;
using HybridAi.Core.Configuration;
using HybridAi.Core.Events;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Configuration;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Configuration;

public sealed class SqliteDocumentStoreTests() : DocumentStoreTests(null);

public sealed class PostgresDocumentStoreTests(MigratedPostgres postgres) : DocumentStoreTests(postgres);

public abstract class DocumentStoreTests(MigratedPostgres? postgres) : StorageTests(postgres)
{
    private static readonly DateTimeOffset At = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private DocumentStore<Rule> Rules => Store("rule");

    [Fact]
    public async Task Documents_are_read_as_they_were_saved_by_name_and_of_their_kind_only()
    {
        var (b, a) = (new Rule { Name = "b", Text = "second", UpdatedAt = At }, new Rule { Name = "a", Text = "first", UpdatedAt = At.AddDays(1) });
        foreach (var rule in new[] { b, a })
            Assert.Equal(WriteResult.Done, await Rules.SaveAsync(rule, Records.Audit(), default));
        Assert.Equal(WriteResult.Done, await Store("other").SaveAsync(b with { Text = "another" }, Records.Audit(), default));
        Assert.Equal([a, b], await Rules.AllAsync(default));
        Assert.Equal("another", Assert.Single(await Store("other").AllAsync(default)).Text);
    }

    [Fact]
    public async Task A_change_needs_the_revision_before_it()
    {
        var first = new Rule { Name = "a", Text = "1", UpdatedAt = At };
        var second = first with { Text = "2", Revision = 2 };
        Assert.Equal(WriteResult.NotFound, await Rules.SaveAsync(second, Records.Audit(), default));
        Assert.Equal(WriteResult.Done, await Rules.SaveAsync(first, Records.Audit(), default));
        Assert.Equal(WriteResult.Duplicate, await Rules.SaveAsync(first, Records.Audit(), default));
        Assert.Equal(WriteResult.Stale, await Rules.SaveAsync(second with { Revision = 3 }, Records.Audit(), default));
        Assert.Equal(WriteResult.Done, await Rules.SaveAsync(second, Records.Audit(), default));
        Assert.Equal([second], await Rules.AllAsync(default));
        Assert.Equal(WriteResult.Stale, await Rules.DeleteAsync("a", 1, Records.Audit(), default));
        Assert.Equal(WriteResult.Done, await Rules.DeleteAsync("a", 2, Records.Audit(), default));
        Assert.Equal(WriteResult.NotFound, await Rules.DeleteAsync("a", 2, Records.Audit(), default));
        Assert.Empty(await Rules.AllAsync(default));
    }

    [Fact]
    public async Task Only_what_was_written_is_told_and_audited()
    {
        var rule = new Rule { Name = "a", Text = "1", UpdatedAt = At };
        var before = await Storage.Configuration.VersionAsync(default);
        await Rules.SaveAsync(rule, Records.Audit("rule.create"), default);
        var after = await Storage.Configuration.VersionAsync(default);
        Assert.True(after > before);
        Assert.Equal(WriteResult.Duplicate, await Rules.SaveAsync(rule, Records.Audit("rule.again"), default));
        Assert.Equal(after, await Storage.Configuration.VersionAsync(default));
        var entries = await Storage.Audit.ListAsync(OrganizationId.Default, null, null, 10, default);
        Assert.Equal("rule.create", Assert.Single(entries.Items).Action);
    }

    private DocumentStore<Rule> Store(string kind) =>
        new(Storage.Database, kind, RuleJson.Default.Rule, static (rule, revision, at) => rule with { Revision = revision, UpdatedAt = at });

    internal sealed record Rule : IConfigurationDocument
    {
        public required string Name { get; init; }

        public long Revision { get; init; } = 1;

        public DateTimeOffset UpdatedAt { get; init; }

        public string? Text { get; init; }
    }
}

[JsonSerializable(typeof(DocumentStoreTests.Rule))]
internal sealed partial class RuleJson : JsonSerializerContext;
