using System.Text;
using HybridAi.Core.Routing;
using HybridAi.Core.Secrets;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Http;

/// <summary>A configured provider, ready to be called.</summary>
public sealed class ProviderEndpoint
{
    private const string Hidden = "***";
    private const int ShortestSecret = 4;
    private const string ModelResource = "models/{model}";

    private static readonly string[] ModelCollections = ["models/", "tunedModels/"];
    private static readonly string[] Reserved = ["Authorization", "Host", "Content-Length", "Content-Type", "Transfer-Encoding", "Connection"];

    private readonly Uri _baseUrl;
    private readonly string? _apiVersion;
    private readonly Dictionary<InferenceApi, Uri> _fixedUris = [];
    private readonly string? _authorization;
    private readonly KeyValuePair<string, string>[] _headers;
    private readonly string[] _secrets;

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
        foreach (var api in Enum.GetValues<InferenceApi>())
        {
            if (PathOf(api) is { } path && !path.Contains('{'))
                _fixedUris[api] = new Uri(_baseUrl, path);
        }

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
        // A simulated provider has none, and its key is a plain word.
        _secrets = simulated ? [] : [.. SecretsOf(key, all.Values.Except(profile.Headers.Values)).Where(secret => secret.Length >= ShortestSecret).OrderByDescending(secret => secret.Length)];
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

    /// <summary>Whether it has an API in the shape in which callers use it, so that bytes pass unchanged.</summary>
    /// <param name="api">Which.</param>
    public bool Offers(InferenceApi api) => PathOf(api) is not null && (api != InferenceApi.Embeddings || Format.Embeddings is null);

    /// <summary>Whether it has an API in the shape in which callers use it for this model: not every model is served by each.</summary>
    /// <param name="api">Which.</param>
    /// <param name="deployment">The model at this provider.</param>
    public bool Offers(InferenceApi api, Deployment deployment)
    {
        if (!Offers(api))
            return false;
        if (api == Format.ChatApi || api.CatalogNameOf() is not { } name)
            return true;
        return deployment.CatalogModel is { Endpoints: { Count: > 0 } endpoints } ? endpoints.Contains(name) : !Profile.OnlyListed.Contains(api);
    }

    /// <summary>Whether it takes back what a body holds of earlier answers, be they another provider's.</summary>
    /// <param name="history">What the body holds.</param>
    /// <param name="deployment">The model at this provider. One that does not reason takes no reasoning (vercel/ai#8057).</param>
    public bool Takes(HistoryPart history, Deployment deployment) => (history & Profile.Chat.Refused) == HistoryPart.None
        && !((history & (HistoryPart.Reasoning | HistoryPart.ReadableReasoning)) != HistoryPart.None && Profile.Chat.ReasoningHistory == ReasoningHistory.Reasoning && deployment.CatalogModel?.Supports.Reasoning == false);

    /// <summary>Whether calls of an API reach it by translation.</summary>
    /// <param name="api">Which.</param>
    public bool Translates(InferenceApi api) => api.IsChat()
        ? Profile.ChatPath is not null
        : api == InferenceApi.Embeddings && Format.Embeddings is not null && Profile.EmbeddingsPath is not null;

    /// <summary>Makes the request of a call.</summary>
    /// <param name="api">The API; one that it <see cref="Offers(InferenceApi, Deployment)"/>.</param>
    /// <param name="deployment">The deployment; one of this provider.</param>
    /// <param name="scan">The caller's body.</param>
    /// <param name="streamed">Whether a stream is asked for.</param>
    /// <param name="dropped">Gets the names of fields that the provider would refuse and that were taken out, or null.</param>
    public HttpRequestMessage CreateRequest(
        InferenceApi api, Deployment deployment, BodyScan scan, bool streamed, out List<string>? dropped)
    {
        var askForUsage = streamed && api.HasStreamOptions() && Profile.StreamUsage == StreamUsage.Option;
        var body = RequestEditor.Edit(scan, deployment, EditsOf(api), askForUsage, out dropped);
        return Authorized(new HttpRequestMessage(HttpMethod.Post, UriOf(api, deployment)) { Content = new SpliceContent(body) });
    }

    /// <summary>Makes the request of a call whose body is a form.</summary>
    /// <param name="api">The API; one that it <see cref="Offers(InferenceApi, Deployment)"/>.</param>
    /// <param name="deployment">The deployment; one of this provider.</param>
    /// <param name="form">The caller's form.</param>
    public HttpRequestMessage CreateForm(InferenceApi api, Deployment deployment, MultipartForm form) => Authorized(
        new HttpRequestMessage(HttpMethod.Post, UriOf(api, deployment)) { Content = new SpliceContent(form.Edit(deployment), form.ContentType) });

    /// <summary>Makes the request of a translated chat.</summary>
    /// <param name="deployment">The deployment; one of this provider.</param>
    /// <param name="body">The body.</param>
    /// <param name="streamed">Whether a stream is asked for.</param>
    /// <param name="dropped">Gets the names of fields that the provider would refuse and that were taken out, or null.</param>
    public HttpRequestMessage CreateTranslated(Deployment deployment, ChatBody body, bool streamed, out List<string>? dropped)
    {
        var uri = streamed && Profile.ChatStreamPath is { } path ? Fill(path, deployment)
            : Format.ChatApi is { } own ? UriOf(own, deployment)
            : Fill(Profile.ChatPath!, deployment);
        return CreateTranslated(uri, deployment, body, ChatEdits, out dropped);
    }

    /// <summary>Makes the request of translated embeddings.</summary>
    /// <param name="deployment">The deployment; one of this provider.</param>
    /// <param name="body">The body.</param>
    /// <param name="dropped">Gets the names of fields that the provider would refuse and that were taken out, or null.</param>
    public HttpRequestMessage CreateTranslatedEmbeddings(Deployment deployment, ChatBody body, out List<string>? dropped) =>
        CreateTranslated(UriOf(InferenceApi.Embeddings, deployment), deployment, body, EmbeddingsEdits, out dropped);

    /// <summary>Makes the request of a call that is about a file or a batch.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path under the base address, without a slash in front; ids in it are escaped.</param>
    /// <param name="content">The body, or null.</param>
    public HttpRequestMessage CreateCall(HttpMethod method, string path, HttpContent? content) =>
        Authorized(new HttpRequestMessage(method, new Uri(_baseUrl, path)) { Content = content });

    /// <summary>Makes the request for its list of models, which has as few as it lets one ask for; null if it has none.</summary>
    public HttpRequestMessage? CreateModels() => Profile.ModelsPath is { } path ? CreateCall(HttpMethod.Get, FillVersion(path), content: null) : null;

    /// <summary>
    /// A text in the provider's words without the key and the header values that it is called with: some repeat them in their errors. Those
    /// of fewer than four characters stay: they would blot out half of any text and are no secrets.
    /// </summary>
    /// <param name="text">The text.</param>
    public string Redact(string text)
    {
        foreach (var secret in _secrets)
            text = text.Replace(secret, Hidden, StringComparison.OrdinalIgnoreCase);
        return text;
    }

    /// <summary>An error without the key and the header values that the provider is called with. A body that repeats them does not pass.</summary>
    /// <param name="error">The error.</param>
    public ProviderError Redact(ProviderError error) => error with
    {
        Message = Redact(error.Message),
        Type = RedactOptional(error.Type),
        Code = RedactOptional(error.Code),
        Param = RedactOptional(error.Param),
        Body = error.Body is { } body && RepeatsSecret(error, body) ? null : error.Body,
    };

    // The message counts, too: in the body it may be escaped.
    private bool RepeatsSecret(ProviderError error, byte[] body)
    {
        var text = Encoding.UTF8.GetString(body);
        return Array.Exists(_secrets, secret => text.Contains(secret, StringComparison.OrdinalIgnoreCase) || error.Message.Contains(secret, StringComparison.OrdinalIgnoreCase));
    }

    private string? RedactOptional(string? text) => text is null ? null : Redact(text);

    // Of "Bearer x" a provider may repeat x alone.
    private static IEnumerable<string> SecretsOf(Secret? key, IEnumerable<string> headerValues)
    {
        if (key is not null)
            yield return key.Reveal();
        foreach (var value in headerValues)
        {
            yield return value;
            yield return value[(value.LastIndexOf(' ') + 1)..];
        }
    }

    private HttpRequestMessage CreateTranslated(Uri uri, Deployment deployment, ChatBody body, FieldEdits edits, out List<string>? dropped)
    {
        dropped = null;
        BodySplice splice;
        if (edits.IsEmpty)
        {
            splice = new BodySplice();
            splice.Append(body.Json);
        }
        else
        {
            using var scan = BodyScan.TryScan(body.Json, out var error) ?? throw new InvalidOperationException($"The translated request is not valid: {error}");
            splice = RequestEditor.Edit(scan, deployment, edits, askForUsage: false, out dropped);
        }

        var request = Authorized(new HttpRequestMessage(HttpMethod.Post, uri) { Content = new SpliceContent(splice) });
        foreach (var (name, value) in body.Headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private HttpRequestMessage Authorized(HttpRequestMessage request)
    {
        if (_authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", _authorization);
        foreach (var (name, value) in _headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    /// <summary>What is renamed in and taken out of requests of an API.</summary>
    /// <param name="api">The API.</param>
    public FieldEdits EditsOf(InferenceApi api) => api == Format.ChatApi ? ChatEdits : api == InferenceApi.Embeddings ? EmbeddingsEdits : FieldEdits.None;

    private string? PathOf(InferenceApi api) => api == Format.ChatApi ? Profile.ChatPath
        : api == InferenceApi.Embeddings ? Profile.EmbeddingsPath
        : Profile.Paths.GetValueOrDefault(api);

    private Uri UriOf(InferenceApi api, Deployment deployment) => _fixedUris.GetValueOrDefault(api) ?? Fill(PathOf(api)!, deployment);

    private Uri Fill(string path, Deployment deployment) => new(_baseUrl, FillVersion(
        path.Replace(path.StartsWith(ModelResource, StringComparison.Ordinal) ? ModelResource : "{model}", ModelPath(path, deployment.Model), StringComparison.Ordinal)));

    private string FillVersion(string path) => path.Replace("{api_version}", Uri.EscapeDataString(_apiVersion ?? ""), StringComparison.Ordinal);

    // Google's ids may be whole resource names, "models/x" or "tunedModels/x": then the collection is theirs.
    private static string ModelPath(string path, string model)
    {
        if (!path.StartsWith(ModelResource, StringComparison.Ordinal))
            return PathSegment(model);
        foreach (var collection in ModelCollections)
        {
            if (model.StartsWith(collection, StringComparison.Ordinal) && model.Length > collection.Length)
                return collection + PathSegment(model[collection.Length..]);
        }

        return ModelCollections[0] + PathSegment(model);
    }

    // "." and ".." would climb out of the path however their dots are escaped once; escaped twice they are names that no provider has.
    private static string PathSegment(string text) =>
        text is "." or ".." ? text.Replace(".", "%252E", StringComparison.Ordinal) : Uri.EscapeDataString(text);
}
