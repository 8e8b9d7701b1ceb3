using HybridAi.Client.Deployments;
using HybridAi.Client.Paging;
using HybridAi.Client.Providers;

namespace HybridAi.Client;

public sealed partial class HybridAiClient
{
    /// <summary>Lists all deployments, registered or not, with how they do on the node that answers.</summary>
    /// <param name="provider">Only this provider's; null: all.</param>
    /// <param name="model">Only this model's; null: all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<DocumentPage<DeploymentDocument>> DeploymentsAsync(string? provider = null, string? model = null, CancellationToken cancellationToken = default) =>
        GetAsync(new QueryText("api/deployments").Add("provider", provider).Add("model", model).ToString(), Json.DocumentPageDeploymentDocument, cancellationToken);

    /// <summary>Reads a deployment by its name.</summary>
    public Task<DeploymentDocument> DeploymentAsync(string name, CancellationToken cancellationToken = default) =>
        GetAsync($"api/deployments/{Uri.EscapeDataString(name).Replace("%2F", "/", StringComparison.Ordinal)}", Json.DeploymentDocument, cancellationToken);

    /// <summary>Registers a deployment.</summary>
    public Task<DeploymentDocument> CreateAsync(SaveDeploymentRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, "api/deployments", request, Json.SaveDeploymentRequest, Json.DeploymentDocument, cancellationToken);

    /// <summary>Replaces a registered deployment.</summary>
    public Task<DeploymentDocument> ReplaceDeploymentAsync(string name, SaveDeploymentRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Put, $"api/deployments/{Uri.EscapeDataString(name)}", request, Json.SaveDeploymentRequest, Json.DeploymentDocument, cancellationToken);

    /// <summary>Gives a registered deployment no new requests; what is in flight finishes.</summary>
    public Task<DeploymentDocument> DrainDeploymentAsync(string name, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, $"api/deployments/{Uri.EscapeDataString(name)}/drain", null, Json.DeploymentDocument, cancellationToken);

    /// <summary>Gives a registered deployment requests again.</summary>
    public Task<DeploymentDocument> ActivateDeploymentAsync(string name, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, $"api/deployments/{Uri.EscapeDataString(name)}/activate", null, Json.DeploymentDocument, cancellationToken);

    /// <summary>Deletes a registered deployment; what is in flight finishes.</summary>
    public Task DeleteDeploymentAsync(string name, long? revision = null, CancellationToken cancellationToken = default) =>
        DeleteAsync(Deletion($"api/deployments/{Uri.EscapeDataString(name)}", revision), cancellationToken);

    /// <summary>Lists a provider's extra keys by name.</summary>
    public Task<DocumentPage<ProviderExtraKeyDocument>> ProviderExtraKeysAsync(string provider, CancellationToken cancellationToken = default) =>
        GetAsync($"api/providers/{Uri.EscapeDataString(provider)}/keys", Json.DocumentPageProviderExtraKeyDocument, cancellationToken);

    /// <summary>Sets an extra key of a provider.</summary>
    public Task<ProviderExtraKeyDocument> SetProviderExtraKeyAsync(string provider, string name, SetProviderKeyRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(
            HttpMethod.Put, $"api/providers/{Uri.EscapeDataString(provider)}/keys/{Uri.EscapeDataString(name)}", request, Json.SetProviderKeyRequest, Json.ProviderExtraKeyDocument,
            cancellationToken);

    /// <summary>Deletes an extra key of a provider; deployments must not use it any more.</summary>
    public Task DeleteProviderExtraKeyAsync(string provider, string name, CancellationToken cancellationToken = default) =>
        DeleteAsync($"api/providers/{Uri.EscapeDataString(provider)}/keys/{Uri.EscapeDataString(name)}", cancellationToken);
}
