using HybridAi.Core.Routing.Auto;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Configuration;

public sealed class SqliteAutoModelDocumentTests() : AutoModelDocumentTests(null);

public sealed class PostgresAutoModelDocumentTests(MigratedPostgres postgres) : AutoModelDocumentTests(postgres);

public abstract class AutoModelDocumentTests(MigratedPostgres? postgres) : StorageTests(postgres)
{
    internal static readonly AutoModelDefinition Full = new()
    {
        Name = "full", UpdatedAt = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), Models = ["a", "b/c"], Quality = QualityLevel.Economy,
        Tasks = new Dictionary<string, AutoTaskDefinition> { ["code"] = new() { Quality = QualityLevel.Best, Prefer = ["b/c"] }, ["math"] = new() { Quality = QualityLevel.Economy } },
        Scores = new Dictionary<string, IReadOnlyDictionary<string, double>> { ["a"] = new Dictionary<string, double> { ["code"] = 0, ["*"] = 0.25 } },
    };

    [Fact]
    public async Task An_auto_model_is_read_as_it_was_stored_by_the_configuration_too()
    {
        var least = new AutoModelDefinition { Name = "least", UpdatedAt = Full.UpdatedAt };
        Assert.Equal(WriteResult.Done, await Storage.AutoModels.SaveAsync(Full, Records.Audit(), default));
        Assert.Equal(WriteResult.Done, await Storage.AutoModels.SaveAsync(least, Records.Audit(), default));
        Assert.Equivalent(new[] { Full, least }, await Storage.AutoModels.AllAsync(default), strict: true);
        Assert.Equivalent(new[] { Full, least }, (await Storage.Configuration.ReadAsync(default)).AutoModels, strict: true);
        Assert.Empty(await Storage.Deployments.AllAsync(default));
    }
}
