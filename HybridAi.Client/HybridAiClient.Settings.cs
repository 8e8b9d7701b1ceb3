using HybridAi.Client.Settings;

namespace HybridAi.Client;

public sealed partial class HybridAiClient
{
    /// <summary>Reads the configuration that is in effect at the gateway that answers.</summary>
    public Task<SettingsDocument> SettingsAsync(CancellationToken cancellationToken = default) => GetAsync("api/settings", Json.SettingsDocument, cancellationToken);
}
