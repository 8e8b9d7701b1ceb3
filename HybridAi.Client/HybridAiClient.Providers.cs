using HybridAi.Client.Paging;
using HybridAi.Client.Providers;

namespace HybridAi.Client;

public sealed partial class HybridAiClient
{
    /// <summary>Lists the configured providers.</summary>
    public Task<DocumentPage<ProviderDocument>> ProvidersAsync(CancellationToken cancellationToken = default) =>
        GetAsync("api/providers", Json.DocumentPageProviderDocument, cancellationToken);

    /// <summary>Reads the definition of a provider that was defined over the API.</summary>
    public Task<ProviderDefinitionDocument> ProviderAsync(string name, CancellationToken cancellationToken = default) =>
        GetAsync(ProviderPath(name), Json.ProviderDefinitionDocument, cancellationToken);

    /// <summary>Defines a provider. It is tried first, unless <paramref name="probe"/> is false.</summary>
    public Task<ProviderDefinitionDocument> CreateAsync(SaveProviderRequest request, bool probe = true, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, probe ? "api/providers" : "api/providers?probe=false", request, Json.SaveProviderRequest, Json.ProviderDefinitionDocument, cancellationToken);

    /// <summary>Replaces a provider's definition; what the request leaves out takes its default.</summary>
    public Task<ProviderDefinitionDocument> ReplaceProviderAsync(string name, SaveProviderRequest request, bool probe = true, CancellationToken cancellationToken = default) =>
        SendAsync(
            HttpMethod.Put, $"{ProviderPath(name)}{(probe ? "" : "?probe=false")}", request, Json.SaveProviderRequest,
            Json.ProviderDefinitionDocument, cancellationToken);

    /// <summary>Deletes a provider's definition and its key.</summary>
    public Task DeleteProviderAsync(string name, long? revision = null, CancellationToken cancellationToken = default) =>
        DeleteAsync(Deletion(ProviderPath(name), revision), cancellationToken);

    /// <summary>Sets the key that a provider is called with.</summary>
    public Task<ProviderDocument> SetProviderKeyAsync(string provider, SetProviderKeyRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(
            HttpMethod.Put, $"{ProviderPath(provider)}/key", request, Json.SetProviderKeyRequest, Json.ProviderDocument,
            cancellationToken);

    /// <summary>Forgets the key that was set for a provider; one from the environment counts again.</summary>
    public Task DeleteProviderKeyAsync(string provider, CancellationToken cancellationToken = default) =>
        DeleteAsync($"{ProviderPath(provider)}/key", cancellationToken);

    /// <summary>Lists the trial calls of a provider that the job <c>provider-probe</c> made, newest first.</summary>
    public Task<DocumentPage<ProviderProbeRecordDocument>> ProviderProbesAsync(
        string provider, string? cursor = null, int? limit = null, CancellationToken cancellationToken = default) =>
        GetAsync(
            new QueryText($"{ProviderPath(provider)}/probes").Add("cursor", cursor).Add("limit", limit).ToString(),
            Json.DocumentPageProviderProbeRecordDocument, cancellationToken);

    /// <summary>Asks for a test of a provider, which a worker then makes.</summary>
    public Task<ProviderTestDocument> TestProviderAsync(string provider, TestProviderRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, $"{ProviderPath(provider)}/test", request, Json.TestProviderRequest, Json.ProviderTestDocument, cancellationToken);

    /// <summary>Lists the tests of a provider, newest first.</summary>
    public Task<DocumentPage<ProviderTestDocument>> ProviderTestsAsync(
        string provider, string? cursor = null, int? limit = null, CancellationToken cancellationToken = default) =>
        GetAsync(
            new QueryText($"{ProviderPath(provider)}/tests").Add("cursor", cursor).Add("limit", limit).ToString(), Json.DocumentPageProviderTestDocument, cancellationToken);

    /// <summary>Reads a test of a provider.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="id">The test.</param>
    /// <param name="compare">The test to compare it with; null: the last one before of the same model.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<ProviderTestDocument> ProviderTestAsync(string provider, Guid id, Guid? compare = null, CancellationToken cancellationToken = default) =>
        GetAsync(new QueryText($"{ProviderPath(provider)}/tests/{id}").Add("compare", compare?.ToString()).ToString(), Json.ProviderTestDocument, cancellationToken);

    private static string ProviderPath(string name) => $"api/providers/{Uri.EscapeDataString(name)}";
}
