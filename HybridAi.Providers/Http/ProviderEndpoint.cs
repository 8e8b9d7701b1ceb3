using HybridAi.Core.Routing;
using HybridAi.Core.Secrets;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Http;

/// <summary>A configured provider, ready to be called.</summary>
public sealed class ProviderEndpoint
{
    private static readonly string[] Reserved = ["Authorization", "Host", "Content-Length", "Content-Type", "Transfer-Encoding", "Connection"];

    private readonly Uri _baseUrl;
    private readonly string? _apiVersion;
    private readonly Uri? _chatUri;
    private readonly Uri? _embeddingsUri;
    private readonly string? _authorization;
    private readonly KeyValuePair<string, string>[] _headers;

    /// <summary>Prepares a provider.</summary>
    /// <param name="name">Its configured name.</param>
    /// <param name="profile">Its profile.</param>
    /// <param name="format">The wire format that the profile names.</param>
    /// <param name="baseUrl">The absolute address that paths are appended to.</param>
    /// <param name="key">Its key, or null if it needs none.</param>
    /// <param name="simulated">Whether it only simulates a provider.</param>
    /// <param name="headers">Headers to send with each call besides the profile's; those that HTTP itself needs are ignored.</param>
    /// <param name="apiVersion">The API version, if not the profile's.</param>
    public ProviderEndpoint(
        string name, ProviderProfile profile, IWireFormat format, Uri baseUrl, Secret? key, bool simulated,
        IEnumerable<KeyValuePair<string, string>> headers, string? apiVersion)
    {
        Name = name;
        Profile = profile;
        Format = format;
        IsSimulated = simulated;
        HasKey = key is not null;
        _baseUrl = baseUrl.AbsoluteUri.EndsWith('/') ? baseUrl : new Uri(baseUrl.AbsoluteUri + "/");
        _apiVersion = apiVersion ?? profile.ApiVersion;
        _chatUri = FixedUri(profile.ChatPath);
        _embeddingsUri = FixedUri(profile.EmbeddingsPath);
        _authorization = key is not null && profile.AuthHeader is null ? $"Bearer {key.Reveal()}" : null;
        // Each header once: the key's own wins over configured ones, those over the profile's.
        var all = new Dictionary<string, string>(profile.Headers, StringComparer.OrdinalIgnoreCase);
        foreach (var (header, value) in headers)
            all[header] = value;
        foreach (var reserved in Reserved)
            all.Remove(reserved);
        if (key is not null && profile.AuthHeader is { } authHeader)
            all[authHeader] = key.Reveal();
        _headers = [.. all];
        ChatEdits = new FieldEdits(profile.Rename, profile.Drop, profile.Imply);
        EmbeddingsEdits = new FieldEdits(profile.EmbeddingsRename, profile.EmbeddingsDrop, []);
    }

    /// <summary>Its configured name.</summary>
    public string Name { get; }

    /// <summary>Its profile.</summary>
    public ProviderProfile Profile { get; }

    /// <summary>Its wire format.</summary>
    public IWireFormat Format { get; }

    /// <summary>Whether it only simulates a provider.</summary>
    public bool IsSimulated { get; }

    /// <summary>Whether it has a key.</summary>
    public bool HasKey { get; }

    /// <summary>The address that paths are appended to.</summary>
    public Uri BaseUrl => _baseUrl;

    /// <summary>What is renamed in and taken out of chat requests.</summary>
    public FieldEdits ChatEdits { get; }

    /// <summary>What is renamed in and taken out of embedding requests.</summary>
    public FieldEdits EmbeddingsEdits { get; }

    /// <summary>Whether it has an API at all.</summary>
    /// <param name="api">Which.</param>
    public bool Offers(InferenceApi api) => PathOf(api) is not null;

    /// <summary>Makes the request of a call.</summary>
    /// <param name="api">The API; one that it <see cref="Offers"/>.</param>
    /// <param name="deployment">The deployment; one of this provider.</param>
    /// <param name="scan">The caller's body.</param>
    /// <param name="streamed">Whether a stream is asked for.</param>
    /// <param name="dropped">Gets the names of fields that the provider would refuse and that were taken out, or null.</param>
    public HttpRequestMessage CreateRequest(
        InferenceApi api, Deployment deployment, BodyScan scan, bool streamed, out List<string>? dropped)
    {
        var chat = api == InferenceApi.ChatCompletions;
        var askForUsage = chat && streamed && Profile.StreamUsage == StreamUsage.Option;
        var body = RequestEditor.Edit(scan, deployment, chat ? ChatEdits : EmbeddingsEdits, askForUsage, out dropped);
        var request = new HttpRequestMessage(HttpMethod.Post, UriOf(api, deployment)) { Content = new SpliceContent(body) };
        if (_authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", _authorization);
        foreach (var (name, value) in _headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private string? PathOf(InferenceApi api) => api == InferenceApi.ChatCompletions ? Profile.ChatPath : Profile.EmbeddingsPath;

    private Uri UriOf(InferenceApi api, Deployment deployment) =>
        (api == InferenceApi.ChatCompletions ? _chatUri : _embeddingsUri)
        ?? new Uri(_baseUrl, PathOf(api)!
            .Replace("{model}", PathSegment(deployment.Model), StringComparison.Ordinal)
            .Replace("{api_version}", Uri.EscapeDataString(_apiVersion ?? ""), StringComparison.Ordinal));

    // "." and ".." would climb out of the path however their dots are escaped once; escaped twice they are names that no provider has.
    private static string PathSegment(string text) =>
        text is "." or ".." ? text.Replace(".", "%252E", StringComparison.Ordinal) : Uri.EscapeDataString(text);

    private Uri? FixedUri(string? path) => path is null || path.Contains('{') ? null : new Uri(_baseUrl, path);
}
