using System.Text.Json;
using System.Text.Json.Nodes;
using HybridAi.Core.Resilience;
using HybridAi.Node.Snapshots;
using HybridAi.Providers.Http;
using HybridAi.Providers.Wire;

namespace HybridAi.Node.Batches;

/// <summary>Calls providers about files and batches. What goes wrong on the way is a value, as the provider's refusals are.</summary>
public sealed class ProviderFiles(UpstreamClient upstream, AddressGuard guard, UpstreamOptions options, TimeProvider time)
{
    private const int LongestObject = 4 * 1024 * 1024;

    /// <summary>Makes a call that is answered by an object.</summary>
    /// <param name="snapshot">The snapshot that the provider is of.</param>
    /// <param name="provider">The provider.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path under the provider's address.</param>
    /// <param name="content">The body, or null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<ProviderReply> SendAsync(
        GatewaySnapshot snapshot, ProviderEndpoint provider, HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.TotalTimeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var response = await CallAsync(snapshot, provider, method, path, content, stop.Token);
            var body = await ReadAsync(response, stop.Token);
            if (!response.IsSuccessStatusCode)
                return new ProviderReply(null, provider.Redact(provider.Format.ReadError((int)response.StatusCode, response.Headers, body)));
            return Parse(body) is { } json ? new ProviderReply(json, null) : new ProviderReply(null, Malformed);
        }
        catch (Exception broken) when (IsBroken(broken, cancellationToken))
        {
            return new ProviderReply(null, ErrorOf(provider, broken));
        }
    }

    /// <summary>Opens the content of a file.</summary>
    /// <param name="snapshot">The snapshot that the provider is of.</param>
    /// <param name="provider">The provider.</param>
    /// <param name="file">The provider's id of the file.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The answer, which is the caller's to dispose; or why there is none.</returns>
    public async Task<(HttpResponseMessage? Response, ProviderError? Error)> OpenAsync(
        GatewaySnapshot snapshot, ProviderEndpoint provider, string file, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.FirstTokenTimeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        HttpResponseMessage? response = null;
        try
        {
            response = await CallAsync(snapshot, provider, HttpMethod.Get, $"{PathOf(provider, file)}/content", null, stop.Token);
            if (response.IsSuccessStatusCode)
                return (response, null);
            var error = provider.Redact(provider.Format.ReadError((int)response.StatusCode, response.Headers, await ReadAsync(response, stop.Token)));
            response.Dispose();
            return (null, error);
        }
        catch (Exception broken) when (IsBroken(broken, cancellationToken))
        {
            response?.Dispose();
            return (null, ErrorOf(provider, broken));
        }
    }

    /// <summary>The content of an opened file, each read of which may take as long as a pause in an answer may.</summary>
    /// <param name="response">The answer of <see cref="OpenAsync"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<Stream> ContentAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        new UnhurriedStream(await response.Content.ReadAsStreamAsync(cancellationToken), options.IdleTimeout, time);

    /// <summary>The path of a file.</summary>
    /// <param name="provider">The provider; one that has files.</param>
    /// <param name="file">Its id of the file.</param>
    public static string PathOf(ProviderEndpoint provider, string file) => $"{provider.Profile.FilesPath}/{Uri.EscapeDataString(file)}";

    private static ProviderError Malformed => new() { Cause = FailureCause.Malformed, Message = "The provider answered with what is no JSON object." };

    private async Task<HttpResponseMessage> CallAsync(
        GatewaySnapshot snapshot, ProviderEndpoint provider, HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        if (snapshot.SharingPrivatePlace.Contains(provider.Name) && !options.UseSystemProxy)
            await guard.CheckAsync(provider.BaseUrl, cancellationToken);
        using var request = provider.CreateCall(method, path, content);
        return await upstream.SendAsync(request, cancellationToken);
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var all = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0 && all.Length <= LongestObject)
            all.Write(buffer, 0, read);
        return all.ToArray();
    }

    private static JsonObject? Parse(byte[] body)
    {
        try
        {
            // Cloned, since a name that is there twice is only noticed when it is looked up.
            return body.Length <= LongestObject && JsonNode.Parse(body) is JsonObject json && json.DeepClone() is JsonObject whole && whole.Count >= 0 ? whole : null;
        }
        catch (Exception malformed) when (malformed is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static bool IsBroken(Exception broken, CancellationToken callers) =>
        broken is HttpRequestException or IOException || (broken is OperationCanceledException && !callers.IsCancellationRequested);

    private static ProviderError ErrorOf(ProviderEndpoint provider, Exception broken) => new()
    {
        Cause = (broken as ForbiddenAddressException ?? broken.InnerException as ForbiddenAddressException) is not null ? FailureCause.ForbiddenAddress
            : broken is OperationCanceledException ? FailureCause.TotalTimeout
            : FailureCause.Connection,
        Message = broken is OperationCanceledException ? $"The provider '{provider.Name}' did not answer in time." : $"The connection to the provider '{provider.Name}' failed.",
    };
}
