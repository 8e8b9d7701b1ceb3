using System.Buffers;
using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Inference;
using HybridAi.Gateway.RateLimiting;
using HybridAi.Providers.Http;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Execution;

/// <summary>Makes one attempt at one deployment.</summary>
internal sealed class Attempt(UpstreamClient upstream, AddressGuard guard, UpstreamOptions options, ProviderRefusals refusals, ProviderLimits limits, TimeProvider time)
{
    private const int LongestErrorBody = 64 * 1024;

    /// <summary>Calls the provider. A streamed answer has been relayed up to its last bytes when this returns.</summary>
    public async Task<AttemptResult> MakeAsync(Exchange exchange, Deployment deployment, AttemptClock clock)
    {
        var startedAt = time.GetTimestamp();
        IReadOnlyList<string>? dropped = null;
        var sent = false;
        AttemptResult result;
        try
        {
            var provider = exchange.Snapshot.EndpointOf(deployment);
            if (TokenEstimate.IsNeeded(exchange, deployment, provider))
                return TokenEstimate.Answer(exchange, deployment);
            using var request = CreateRequest(exchange, deployment, provider, out dropped);
            if (exchange.Streamed || exchange.Api == InferenceApi.Speech)
                clock.Expect(options.FirstTokenTimeout, FailureCause.FirstTokenTimeout);
            else if (exchange.Plan.Length > 1)
                clock.Expect(options.AnswerTimeout, FailureCause.FirstTokenTimeout);
            if (exchange.Snapshot.SharingPrivatePlace.Contains(provider.Name) && !options.UseSystemProxy)
                await guard.CheckAsync(provider.BaseUrl, clock.Token);
            sent = !clock.Token.IsCancellationRequested;
            using var response = await upstream.SendAsync(request, clock.Token);
            limits.Learn(deployment, response, withShare: exchange.Snapshot.Fallbacks.WatchesLimits);
            result = !response.IsSuccessStatusCode ? await RefusedAsync(deployment, provider, response, clock)
                : IsStream(exchange, response) ? await new StreamRelay(exchange, deployment, provider, clock, options, time, dropped).RunAsync(response)
                : exchange.Api == InferenceApi.Speech ? await new SoundRelay(exchange, deployment, clock, options, time, dropped).RunAsync(response)
                : await BufferedRelay.ReadAsync(exchange, deployment, provider, response, clock, options, time);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException)
        {
            result = Broken(deployment, broken, clock.Cause, sent, answered: false);
            if ((broken as ForbiddenAddressException ?? broken.InnerException as ForbiddenAddressException) is { } forbidden)
                refusals.AddressForbidden(deployment.Provider, forbidden);
        }

        if (result.Failure is { } failure)
            result.Failure = exchange.Snapshot.EndpointOf(deployment).Redact(failure);
        if (result.Failure is { Cause: FailureCause.Authentication } refused)
            refusals.KeyRefused(deployment.Provider, refused);

        clock.Rest();
        result.Duration = time.GetElapsedTime(startedAt);
        result.Dropped = dropped;
        return result;
    }

    // Some models of sound do not stream and answer whole all the same.
    private static bool IsStream(Exchange exchange, HttpResponseMessage response) => exchange.Streamed
        && (!exchange.Api.IsMedia() || string.Equals(response.Content.Headers.ContentType?.MediaType, "text/event-stream", StringComparison.OrdinalIgnoreCase));

    private static HttpRequestMessage CreateRequest(Exchange exchange, Deployment deployment, ProviderEndpoint provider, out IReadOnlyList<string>? dropped)
    {
        HttpRequestMessage request;
        List<string>? edited;
        if (exchange.TranslationOf(deployment) is { } translation)
        {
            request = provider.CreateTranslated(deployment, translation.Body, exchange.Streamed, out edited);
            dropped = translation.Dropped is { } lost && edited is not null ? [.. lost.Union(edited)] : translation.Dropped ?? edited;
        }
        else if (exchange.EmbeddingsTranslations?.GetValueOrDefault(deployment) is { } embeddings)
        {
            request = provider.CreateTranslatedEmbeddings(deployment, embeddings.Body, out edited);
            dropped = embeddings.Dropped is { } lost && edited is not null ? [.. lost.Union(edited)] : embeddings.Dropped ?? edited;
        }
        else if (exchange.Body.Form is { } form)
        {
            request = provider.CreateForm(exchange.Api, deployment, form);
            dropped = null;
        }
        else
        {
            request = provider.CreateRequest(exchange.Api, deployment, exchange.Body.Scan, exchange.Streamed, out edited);
            dropped = edited;
            ForwardHeaders(exchange, provider, request);
        }

        return request;
    }

    // What passes unchanged means what the caller's own headers say, not what the gateway would have said.
    private static void ForwardHeaders(Exchange exchange, ProviderEndpoint provider, HttpRequestMessage request)
    {
        var names = provider.Format.CallerHeaders;
        for (var i = 0; i < names.Count; i++)
        {
            var value = exchange.Http.Request.Headers[names[i]].ToString();
            if (value.Length == 0 || value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
                continue;
            request.Headers.Remove(names[i]);
            request.Headers.TryAddWithoutValidation(names[i], value);
        }
    }

    /// <summary>The result of an attempt that an exception ended.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="broken">The exception.</param>
    /// <param name="fired">Why the attempt's clock fired, if it did.</param>
    /// <param name="sent">Whether the request may have reached the provider.</param>
    /// <param name="answered">Whether the answer had begun.</param>
    public static AttemptResult Broken(Deployment deployment, Exception broken, FailureCause? fired, bool sent, bool answered)
    {
        var cause = fired
            ?? (broken is ForbiddenAddressException or HttpRequestException { InnerException: ForbiddenAddressException } ? FailureCause.ForbiddenAddress
                : answered ? FailureCause.Cut
                : broken is HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded } ? FailureCause.Malformed
                : FailureCause.Connection);
        return new AttemptResult
        {
            Deployment = deployment,
            Failure = new ProviderError { Cause = cause, Message = Describe(cause, deployment.Provider, broken) },
            MayHaveUsedTokens = sent && cause != FailureCause.ForbiddenAddress && (cause != FailureCause.Connection || WasConnected(broken)),
        };
    }

    /// <summary>The failure of an attempt that another one, made beside it, was faster than.</summary>
    public static ProviderError Lost(Deployment deployment) =>
        new() { Cause = FailureCause.HedgeLost, Message = Describe(FailureCause.HedgeLost, deployment.Provider, null) };

    // A connection that broke before the answer may have carried the whole request; one that was never made, or took too long to, has not.
    private static bool WasConnected(Exception broken) => broken is IOException or HttpRequestException
    {
        HttpRequestError: not (HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError),
    };

    /// <summary>What a failure on the way means to the caller.</summary>
    public static string Describe(FailureCause cause, string provider, Exception? broken) => cause switch
    {
        FailureCause.ClientAborted => "The caller hung up.",
        FailureCause.FirstTokenTimeout => $"The provider {provider} sent no content in time.",
        FailureCause.IdleTimeout => $"The provider {provider} stopped sending in the middle of its answer.",
        FailureCause.TotalTimeout => "The request took longer than allowed.",
        FailureCause.Shutdown => "The gateway is shutting down; send the request again.",
        FailureCause.HedgeLost => $"Another provider had content before the provider {provider}.",
        FailureCause.ForbiddenAddress =>
            $"The provider {provider} cannot be called: it is in a private network. An administrator can allow that ('allowPrivateNetwork'); the gateway's log says more.",
        FailureCause.Cut => $"The connection to the provider {provider} broke in the middle of its answer.",
        FailureCause.Malformed when broken is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } =>
            $"The provider {provider} sent response headers that are too long.",
        FailureCause.Malformed => $"The provider {provider} sent what is no HTTP answer.",
        _ when broken is IOException or HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } =>
            $"The provider {provider} closed the connection before it answered.",
        _ => $"The provider {provider} could not be reached.",
    };

    private async Task<AttemptResult> RefusedAsync(Deployment deployment, ProviderEndpoint provider, HttpResponseMessage response, AttemptClock clock)
    {
        if ((int)response.StatusCode is >= 300 and < 400 and var status)
            return new AttemptResult { Deployment = deployment, Failure = Redirected(deployment.Provider, status) };
        clock.Expect(options.IdleTimeout, FailureCause.IdleTimeout);
        var buffer = ArrayPool<byte>.Shared.Rent(LongestErrorBody);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(clock.Token);
            var length = await FillAsync(body, buffer.AsMemory(0, LongestErrorBody), clock.Token);
            var error = provider.Format.ReadError((int)response.StatusCode, response.Headers, buffer.AsSpan(0, length));
            return new AttemptResult { Deployment = deployment, Failure = error };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // It could lead anywhere, and the key would go with the request.
    private static ProviderError Redirected(string provider, int status) => new()
    {
        Cause = FailureCause.ForbiddenAddress,
        Status = status,
        Message = $"The provider {provider} answered with a redirect ({status}), which the gateway does not follow. An administrator has to set the address that it leads to.",
    };

    private static async ValueTask<int> FillAsync(Stream body, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var length = 0;
        try
        {
            int read;
            while (length < buffer.Length && (read = await body.ReadAsync(buffer[length..], cancellationToken)) > 0)
                length += read;
            return length;
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            // The status says what failed; the body would only have explained it.
            return length;
        }
    }
}
