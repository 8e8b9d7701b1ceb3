using HybridAi.Client.Health;
using HybridAi.Client.Metrics;
using HybridAi.Client.Paging;
using HybridAi.Client.Settings;
using HybridAi.Client.Tenancy;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Settings;

/// <summary>What the installation runs with, and whom the reader's key belongs to.</summary>
/// <param name="Key">The key that the reader is signed in with.</param>
/// <param name="Gateway">The gateway and its configuration; null: the reader may not see it.</param>
/// <param name="Health">What the gateway has and depends on; null: the reader may not see the gateway.</param>
/// <param name="Metrics">The metrics that were defined.</param>
public sealed record SettingsModel(
    Part<KeyDocument> Key, Part<SettingsDocument>? Gateway, Part<AiHealthDocument>? Health, Part<DocumentPage<CustomMetricDocument>> Metrics)
{
    /// <summary>Reads it.</summary>
    public static async Task<SettingsModel> LoadAsync(Visit visit)
    {
        var key = visit.PartAsync((client, cancelled) => client.KeyAsync(visit.Reader.KeyId, cancelled));
        var metrics = visit.PartAsync((client, cancelled) => client.CustomMetricsAsync(cancelled));
        var gateway = visit.MayAdministerInstallation ? visit.PartAsync((client, cancelled) => client.SettingsAsync(cancelled)) : null;
        var health = visit.MayAdministerInstallation ? visit.PartAsync((client, cancelled) => client.AiHealthAsync(cancelled)) : null;
        await Task.WhenAll(((Task?[])[key, metrics, gateway, health]).OfType<Task>());
        var model = new SettingsModel(await key, gateway is null ? null : await gateway, health is null ? null : await health, await metrics);
        Parts.ThrowIfAllFailed([.. ((IPart?[])[model.Gateway, model.Key, model.Health, model.Metrics]).OfType<IPart>()]);
        return model;
    }
}
