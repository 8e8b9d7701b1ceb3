using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Providers.Http;
using HybridAi.Providers.Translation;

namespace HybridAi.Node.Providers.Testing;

/// <summary>Calls providers to see whether they work: as requests do, but one attempt, in no record, and whatever happens is a value.</summary>
public sealed class TrialCalls(UpstreamClient upstream, AddressGuard guard, UpstreamOptions options, TimeProvider time)
{
    /// <summary>The longest that a call may take.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Asks a chat.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="chat">The chat.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<TrialAnswer> ChatAsync(ConfiguredProvider provider, TrialChat chat, CancellationToken cancellationToken)
    {
        var (format, target) = (provider.Endpoint.Format, chat.Target);
        return CallAsync(
            provider,
            () => provider.Endpoint.CreateTranslated(target.Deployment, chat.Body, chat.Request.Stream, out _),
            Longest,
            chat.Request.Stream ? (response, start, token) => TrialReading.StreamAsync(format, target, response, () => time.GetElapsedTime(start), token)
                : (response, _, token) => TrialReading.WholeAsync(format, target, response, token),
            cancellationToken);
    }

    /// <summary>Asks for the vector of a text.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="deployment">The model; one of the provider's that makes vectors.</param>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<TrialAnswer> EmbedAsync(ConfiguredProvider provider, Deployment deployment, string text, CancellationToken cancellationToken)
    {
        var target = new ChatTarget(deployment, provider.Endpoint.Profile);
        return CallAsync(
            provider, () => TrialEmbedding.Create(provider.Endpoint, target, text), Longest,
            async (response, _, token) => TrialEmbedding.Read(provider.Endpoint.Format, target, await TrialReading.BytesAsync(response, token)), cancellationToken);
    }

    /// <summary>Asks for the list of models, which costs nothing. What it says is not looked at.</summary>
    /// <param name="provider">The provider; one whose profile has a path of it.</param>
    /// <param name="longest">The longest that it may take.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<TrialAnswer> ModelsAsync(ConfiguredProvider provider, TimeSpan longest, CancellationToken cancellationToken) => CallAsync(
        provider, () => provider.Endpoint.CreateModels()!, longest, static (_, _, _) => Task.FromResult(new TrialAnswer()), cancellationToken);

    private async Task<TrialAnswer> CallAsync(
        ConfiguredProvider provider, Func<HttpRequestMessage> create, TimeSpan longest, Func<HttpResponseMessage, long, CancellationToken, Task<TrialAnswer>> read, CancellationToken cancellationToken)
    {
        var endpoint = provider.Endpoint;
        var start = time.GetTimestamp();
        using var limit = new CancellationTokenSource(longest, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var allowed = provider.AllowPrivateNetwork ? guard.AllowMeanwhile(endpoint.BaseUrl) : null;
        TrialAnswer answer;
        try
        {
            // Another provider may be allowed to be there, and its connection could be used: the guard alone would not see it.
            if (!provider.AllowPrivateNetwork && !options.UseSystemProxy)
                await guard.CheckAsync(endpoint.BaseUrl, stop.Token);
            using var request = create();
            using var response = await upstream.SendAsync(request, stop.Token);
            var status = (int)response.StatusCode;
            answer = status is >= 300 and < 400 ? Redirect(response)
                : response.IsSuccessStatusCode ? await read(response, start, stop.Token)
                : Refused(endpoint, status, response, await TrialReading.BytesAsync(response, stop.Token));
            answer = answer with { Status = status };
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException || (broken is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            answer = limit.IsCancellationRequested ? new TrialAnswer { Cause = FailureCause.TotalTimeout, Problem = $"It did not answer within {longest.TotalSeconds:0.###} s." } : Broken(broken);
        }

        return answer with { Problem = answer.Problem is { } problem ? endpoint.Redact(problem) : null, Duration = time.GetElapsedTime(start) };
    }

    // Nobody but us and the limit has cancelled: .NET tells in this way that no connection came about in time.
    private TrialAnswer Broken(Exception broken) => new()
    {
        Cause = FailureCause.Connection,
        Problem = broken is OperationCanceledException ? $"There was no connection within {options.ConnectTimeout.TotalSeconds:0.###} s." : broken.InnerException?.Message ?? broken.Message,
        WasSent = broken is not (ForbiddenAddressException or HttpRequestException { InnerException: ForbiddenAddressException }) and (IOException or HttpRequestException
        {
            HttpRequestError: not (HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError),
        }),
    };

    private static TrialAnswer Redirect(HttpResponseMessage response) => new()
    {
        Problem = $"that is a redirect{(response.Headers.Location is { } there ? $" to '{there}'" : "")}, which is not followed; set 'baseUrl' to where it leads",
    };

    private static TrialAnswer Refused(ProviderEndpoint endpoint, int status, HttpResponseMessage response, byte[] body)
    {
        var error = endpoint.Format.ReadError(status, response.Headers, body);
        return new TrialAnswer { Cause = error.Cause, Problem = error.Message };
    }
}
