using System.Text.RegularExpressions;
using Dapper;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Migrations;

public sealed class SqliteSchemaPageTests() : SchemaPageTests(null)
{
    private protected override IReadOnlyDictionary<string, string> Types { get; } = new Dictionary<string, string>
    {
        ["id"] = "text", ["text"] = "text", ["json"] = "text", ["integer"] = "integer", ["time"] = "integer", ["money"] = "integer", ["duration"] = "integer", ["truth"] = "integer", ["real"] = "real", ["bytes"] = "blob",
    };

    // What is called BIGINT is an integer there, too.
    private protected override string ColumnsSql => """
        SELECT tables.name AS TableName, columns.name AS Name, REPLACE(LOWER(columns.type), 'bigint', 'integer') AS Type, columns."notnull" = 0 AND columns.pk = 0 AS Nullable, columns.pk AS KeyPlace
        FROM sqlite_master tables JOIN pragma_table_info(tables.name) columns
        WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite%'
        """;
}

public sealed class PostgresSchemaPageTests(MigratedPostgres postgres) : SchemaPageTests(postgres)
{
    private protected override IReadOnlyDictionary<string, string> Types { get; } = new Dictionary<string, string>
    {
        ["id"] = "uuid", ["text"] = "text", ["json"] = "text", ["integer"] = "integer", ["time"] = "integer", ["money"] = "integer", ["duration"] = "integer", ["truth"] = "boolean", ["real"] = "double precision",
        ["bytes"] = "bytea",
    };

    // Without the partitions, which are tables, too.
    private protected override string ColumnsSql => """
        SELECT class.relname AS TableName, attribute.attname AS Name, REPLACE(format_type(attribute.atttypid, attribute.atttypmod), 'bigint', 'integer') AS Type,
               NOT attribute.attnotnull AS Nullable, COALESCE(array_position(key.conkey, attribute.attnum), 0) AS KeyPlace
        FROM pg_class class
        JOIN pg_attribute attribute ON attribute.attrelid = class.oid AND attribute.attnum > 0 AND NOT attribute.attisdropped
        LEFT JOIN pg_constraint key ON key.conrelid = class.oid AND key.contype = 'p'
        WHERE class.relkind IN ('r', 'p') AND NOT class.relispartition AND class.relnamespace = 'public'::regnamespace
        """;
}

/// <summary><c>docs/schema.md</c> has every table that there is after all migrations and no other, each with its columns, their types, what may be null, and the key.</summary>
public abstract partial class SchemaPageTests(MigratedPostgres? postgres) : StorageTests(postgres)
{
    private const string Page = "docs/schema.md";

    /// <summary>What the page's types are called by the database.</summary>
    private protected abstract IReadOnlyDictionary<string, string> Types { get; }

    private protected abstract string ColumnsSql { get; }

    [Fact]
    public async Task The_page_has_the_tables_that_the_database_has()
    {
        await using var connection = await Database.ConnectAsync();
        var real = (await connection.QueryAsync<Column>(ColumnsSql)).GroupBy(column => column.TableName).ToDictionary(
            table => table.Key, table => new Table(Lines(table.Select(column => $"{column.Name} {column.Type}{(column.Nullable ? "?" : "")}")), string.Join(", ", table.Where(column => column.KeyPlace > 0).OrderBy(column => column.KeyPlace).Select(column => column.Name))));
        var page = await ReadAsync();
        Assert.True(real.Count > 40, "The schema was not read.");
        Assert.Equal(real.Keys.Order(StringComparer.Ordinal), page.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, table) in real)
        {
            Assert.True(table.Columns == page[name].Columns, $"{Page} says of the columns of {name}:\n{page[name].Columns}\nThe database has:\n{table.Columns}");
            Assert.True(table.Key == page[name].Key, $"{Page} says that the key of {name} is ({page[name].Key}); it is ({table.Key}).");
        }
    }

    [Fact]
    public async Task The_page_says_of_each_table_how_long_rows_are_kept()
    {
        var text = await File.ReadAllTextAsync(PathOf(Page));
        Assert.Equal(Heading().Count(text), Key().Count(text));
    }

    private async Task<Dictionary<string, Table>> ReadAsync()
    {
        var tables = new Dictionary<string, Table>();
        var parts = (await File.ReadAllTextAsync(PathOf(Page))).Split("\n### ").Skip(1);
        foreach (var part in parts)
        {
            // The next chapter's beginning is not the table's.
            var own = part.Split("\n## ")[0];
            var key = Key().Match(own);
            Assert.True(key.Success, $"{Page} lacks the line 'Key: …. Kept ….' of {own[..own.IndexOf('\n', StringComparison.Ordinal)]}");
            var columns = Row().Matches(own).SelectMany(row => Names(row.Groups[1].Value).Select(name => $"{name} {TypeOf(row.Groups[2].Value)}{row.Groups[3].Value}"));
            var table = new Table(Lines(columns), string.Join(", ", Names(key.Groups[1].Value)));
            foreach (var name in Names(own.Split('\n')[0]))
                tables.Add(name, table);
        }

        return tables;
    }

    private string TypeOf(string type) => Types.GetValueOrDefault(type, $"(unknown to the page: {type})");

    private static string Lines(IEnumerable<string> columns) => string.Join('\n', columns.Order(StringComparer.Ordinal));

    private static IEnumerable<string> Names(string text) => Name().Matches(text).Select(match => match.Groups[1].Value);

    private static string PathOf(string page)
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "HybridAi.sln")))
            directory = Path.GetDirectoryName(directory)!;
        return Path.Combine(directory, page);
    }

    [GeneratedRegex("^### `", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^Key: ((?:`[a-z0-9_]+`(?:, )?)+)\. Kept .+\.$", RegexOptions.Multiline)]
    private static partial Regex Key();

    [GeneratedRegex(@"^\| ((?:`[a-z0-9_]+`(?:, )?)+) \| ([a-z]+)(\??) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([a-z0-9_]+)`")]
    private static partial Regex Name();

    private sealed record Table(string Columns, string Key);

    // With setters: the databases differ in the types that their truths and numbers come as.
    private sealed class Column
    {
        public required string TableName { get; init; }

        public required string Name { get; init; }

        public required string Type { get; init; }

        public bool Nullable { get; init; }

        public long KeyPlace { get; init; }
    }
}
