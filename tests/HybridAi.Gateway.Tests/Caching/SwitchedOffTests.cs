using HybridAi.Gateway.Tests.Hosting;
using HybridAi.Gateway.Tests.Routing;
using Microsoft.Data.Sqlite;
using static HybridAi.Gateway.Tests.Caching.CachedGateway;

namespace HybridAi.Gateway.Tests.Caching;

/// <summary>A gateway with everything off that answers requests otherwise than one call at a time; the same with all of it on, so that what is looked at does tell.</summary>
public sealed class SwitchedOffTests
{
    private static readonly string[] Tables =
        ["cache_purges", "cache_entries", "cache_entry_tags", "cache_stats", "cache_batches", "cache_events", "cache_reuse", "semantic_entries", "semantic_comparisons", "semantic_verdicts"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_answers_writes_nothing_of_a_cache_and_says_what_is_off(bool isOn)
    {
        var on = isOn ? "true" : "false";
        var mode = isOn ? "on" : "off";
        await using var gateway = await StartAsync(
            ("Cache:Enabled", on), ("Cache:Coalesce", on), ("Cache:ApproximatePrefix", on), ("Cache:AutoTtl", on), ("Cache:KeepRequests", on), ("Cache:Semantic:Mode", mode), ("Hedging:Enabled", on));
        await gateway.PostDocumentAsync("/api/cache/rules", """{"name":"all","ttl":"1h"}""");
        foreach (var expected in isOn ? ["miss", "exact"] : new[] { "off", "off" })
        {
            gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
            using var whole = await gateway.ChatAsync();
            Assert.Equal((expected, Wire.Answer, isOn && expected == "miss"), (whole.CacheOf(), await whole.Content.ReadAsStringAsync(), whole.Headers.Contains("x-hybridai-hedge")));
            gateway.One.Answer = call => call.StreamAllAsync(Wire.Text("Hi"), Wire.Finish, Wire.Usage, Wire.Done);
            using var stream = await gateway.StreamAsync();
            Assert.Equal((expected, Wire.Text("Hi") + Wire.Finish + Wire.Done), (stream.CacheOf(), await stream.Content.ReadAsStringAsync()));
            gateway.Time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(isOn ? 2 : 4, gateway.One.Count);
        var says = await gateway.Client().CacheAsync();
        Assert.Equal((isOn, isOn, isOn, isOn, mode, isOn ? 1 : 0), (says.Enabled, says.Coalesce, says.ApproximatePrefix, says.AutoTtl, says.Semantic, says.Levels.Count));
        Assert.Equal(mode, (await gateway.Client().SemanticCacheAsync()).Mode);

        // What waits is written at the end.
        await gateway.App.StopAsync();
        await using var database = new SqliteConnection($"Data Source={Path.Combine(gateway.DataDirectory, "hybridai.db")};Mode=ReadOnly;Pooling=False");
        await database.OpenAsync();
        var rows = new Dictionary<string, long>();
        foreach (var table in Tables)
        {
            await using var command = database.CreateCommand();
            command.CommandText = $"SELECT COUNT(*) FROM {table}";
            rows[table] = (long)(await command.ExecuteScalarAsync())!;
        }

        if (isOn)
            Assert.All(["cache_entries", "cache_stats", "cache_batches", "cache_reuse"], table => Assert.True(rows[table] > 0, table));
        else
            Assert.All(rows, table => Assert.Equal(0, table.Value));
    }
}
