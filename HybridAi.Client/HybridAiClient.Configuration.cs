using System.Text.Json;
using HybridAi.Client.Configuration;

namespace HybridAi.Client;

public sealed partial class HybridAiClient
{
    /// <summary>Reads all that administrators set, as a file for <see cref="RestoreConfigurationAsync"/>.</summary>
    public Task<JsonElement> BackUpConfigurationAsync(CancellationToken cancellationToken = default) => GetAsync("api/configuration/backup", Json.JsonElement, cancellationToken);

    /// <summary>Replaces all that administrators set. Nothing at all is refused as everything that is no backup.</summary>
    /// <param name="backup">What <see cref="BackUpConfigurationAsync"/> read.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<RestoredConfigurationDocument> RestoreConfigurationAsync(JsonElement backup, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, "api/configuration/restore", backup.ValueKind == JsonValueKind.Undefined ? JsonElement.Parse("{}") : backup, Json.JsonElement, Json.RestoredConfigurationDocument, cancellationToken);
}
