using HybridAi.Client.AutoModels;
using HybridAi.Client.Paging;

namespace HybridAi.Client;

public sealed partial class HybridAiClient
{
    /// <summary>Lists all auto models with what they pick among.</summary>
    public Task<DocumentPage<AutoModelDocument>> AutoModelsAsync(CancellationToken cancellationToken = default) =>
        GetAsync("api/auto-models", Json.DocumentPageAutoModelDocument, cancellationToken);

    /// <summary>Reads an auto model by its name.</summary>
    public Task<AutoModelDocument> AutoModelAsync(string name, CancellationToken cancellationToken = default) =>
        GetAsync($"api/auto-models/{Uri.EscapeDataString(name)}", Json.AutoModelDocument, cancellationToken);

    /// <summary>Defines an auto model.</summary>
    public Task<AutoModelDocument> CreateAsync(SaveAutoModelRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, "api/auto-models", request, Json.SaveAutoModelRequest, Json.AutoModelDocument, cancellationToken);

    /// <summary>Replaces a defined auto model.</summary>
    public Task<AutoModelDocument> ReplaceAutoModelAsync(string name, SaveAutoModelRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Put, $"api/auto-models/{Uri.EscapeDataString(name)}", request, Json.SaveAutoModelRequest, Json.AutoModelDocument, cancellationToken);

    /// <summary>Deletes a defined auto model.</summary>
    public Task DeleteAutoModelAsync(string name, long? revision = null, CancellationToken cancellationToken = default) =>
        DeleteAsync(Deletion($"api/auto-models/{Uri.EscapeDataString(name)}", revision), cancellationToken);
}
