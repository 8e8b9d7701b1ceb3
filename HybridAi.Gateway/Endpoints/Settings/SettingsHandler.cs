using HybridAi.Client.Settings;
using HybridAi.Gateway.Endpoints.AiPerformance;
using HybridAi.Node.Hosting;
using HybridAi.Node.Settings;
using HybridAi.Node.Snapshots;
using HybridAi.ServiceDefaults.Configuration;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Settings;

/// <summary>Tells the configuration in effect. Files and environment are read once, at the start; what is set over the API has endpoints of its own.</summary>
internal sealed class SettingsHandler(
    IEnumerable<SettingsInEffect> read, NodeSettings settings, SnapshotHolder snapshots, NodeName node, UpSince up, IHostEnvironment environment)
{
    public Ok<SettingsDocument> Get()
    {
        var snapshot = snapshots.Current;
        return TypedResults.Ok(new SettingsDocument
        {
            Node = node.Value,
            Version = StatusHandler.Version,
            UpSince = up.At,
            Environment = environment.EnvironmentName,
            Profile = settings.Profile,
            DataDirectory = settings.DataDirectory,
            Database = settings.Service.DatabaseConnection is null ? "sqlite" : "postgres",
            SharedState = settings.HasRedis ? "redis" : "process",
            Snapshot = snapshot.Version,
            Warnings = snapshot.Warnings,
            // Parts of one process may have read the same.
            Settings =
            [
                .. read.SelectMany(part => part.List()).DistinctBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase).OrderBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase)
                    .Select(setting => new SettingDocument(setting.Key, setting.Value, setting.Default, setting.Source, setting.IsSecret)),
            ],
        });
    }
}
