using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using HybridAi.Core.Idempotency;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Inference;
using HybridAi.Providers.Wire;
using HybridAi.Storage;

namespace HybridAi.Gateway.Idempotency;

/// <summary>
/// Carries a request with an <c>Idempotency-Key</c> out once, however often it is sent and to whichever gateway, and gives its answer again
/// (https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/). What failed may be sent again.
/// </summary>
internal sealed partial class IdempotentRequests(IIdempotencyStore store, IdempotencyOptions options, TimeProvider time, ILogger<IdempotentRequests> logger) : BackgroundService
{
    public const string Header = "Idempotency-Key";

    private const int LongestKey = 255;

    // A gateway that dies leaves its requests to whoever sends them again after this.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RenewalInterval = TimeSpan.FromSeconds(8);

    // The headers that say what the answer is, not how it came about this time.
    private static readonly string[] KeptHeaders = ["x-hybridai-provider", "x-hybridai-model", "x-hybridai-simulated", "x-hybridai-dropped", "x-hybridai-estimated"];

    // One per process: another one on the same machine must not renew what this one left.
    private readonly Guid _owner = Guid.NewGuid();
    private int _underWay;

    /// <summary>Claims a request that has a key; without one nothing is done.</summary>
    /// <returns>Why it is refused, or null. An answer that there is already is in <see cref="Exchange.Replay"/>.</returns>
    public ValueTask<GatewayError?> ClaimAsync(Exchange exchange)
    {
        var header = exchange.Http.Request.Headers[Header];
        if (header.Count == 0 || !options.Enabled)
            return ValueTask.FromResult<GatewayError?>(null);
        var key = header.ToString();
        if (header.Count > 1 || key.Length is 0 or > LongestKey || key.AsSpan().ContainsAnyExceptInRange('!', '~'))
            return ValueTask.FromResult<GatewayError?>(GatewayError.Invalid($"The header '{Header}' must be given once, with 1 to {LongestKey} visible ASCII characters, such as a UUID.", Header));
        return new(ClaimAsync(exchange, key));
    }

    /// <summary>Keeps the answer to a claimed request, before its last bytes are sent.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="last">The bytes that have not been sent yet.</param>
    public async ValueTask KeepAsync(Exchange exchange, ReadOnlyMemory<byte> last)
    {
        if (exchange.Claim is not { } claim)
            return;
        try
        {
            // Not by the caller's token: the answer was paid for, whether its caller waits or not.
            if (!await store.KeepAsync(claim, AnswerOf(exchange, last), time.GetUtcNow() + options.Retention, CancellationToken.None))
                LogLost(exchange.Id);
            Forget(exchange);
        }
        catch (Exception failure) when (failure is StorageException or DbException)
        {
            // The answer goes out all the same. Until the lease ends the key is taken; then it stands for nothing.
            LogNotKept(failure, exchange.Id);
            Forget(exchange);
        }
    }

    /// <summary>Gives up the claim of a request that came to no answer; of others nothing is left to do.</summary>
    public async ValueTask ReleaseAsync(Exchange exchange)
    {
        if (exchange.Claim is not { } claim)
            return;
        try
        {
            await store.ReleaseAsync(claim, CancellationToken.None);
        }
        catch (Exception failure) when (failure is StorageException or DbException)
        {
            LogNotReleased(failure, exchange.Id);
        }
        finally
        {
            Forget(exchange);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(RenewalInterval, time, stoppingToken);
            if (Volatile.Read(ref _underWay) == 0)
                continue;
            try
            {
                await store.RenewAsync(_owner, time.GetUtcNow() + Lease, stoppingToken);
            }
            catch (Exception failure) when (failure is StorageException or DbException)
            {
                LogNotRenewed(failure);
            }
        }
    }

    private async Task<GatewayError?> ClaimAsync(Exchange exchange, string key)
    {
        var claim = new IdempotencyClaim(
            exchange.Caller.KeyId, Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key))), RequestHash.Of(exchange), exchange.Id, _owner);
        ClaimResult result;
        try
        {
            result = await store.ClaimAsync(claim, time.GetUtcNow(), Lease, CancellationToken.None);
        }
        catch (Exception failure) when (failure is StorageException or DbException)
        {
            LogNotClaimed(failure, exchange.Id);
            return new GatewayError(
                GatewayErrorCode.StorageUnavailable,
                $"The database does not answer, so it cannot be known whether this request was carried out before. Send it again shortly, or without '{Header}'.", Header)
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            };
        }

        switch (result.State)
        {
            case ClaimState.Won:
                exchange.Claim = claim;
                Interlocked.Increment(ref _underWay);
                if (exchange.Streamed || exchange.Api == InferenceApi.Speech)
                    exchange.StartRecording(options.MaxAnswerSize.Bytes);
                return null;
            case ClaimState.Done when result.Answer is not null:
                exchange.Replay = result;
                return null;
            default:
                return Refuse(result);
        }
    }

    private static GatewayError Refuse(ClaimResult result) => result.State switch
    {
        ClaimState.Running => new(
            GatewayErrorCode.IdempotencyConflict, $"A request with this '{Header}' is being carried out ({result.RequestId}). Wait for its answer, or send this one again shortly.", Header)
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        },
        ClaimState.OtherRequest => new(
            GatewayErrorCode.IdempotencyMismatch, $"This '{Header}' was used for another request ({result.RequestId}). Give each request a key of its own, and repeat a request unchanged.", Header),
        _ => new(
            GatewayErrorCode.IdempotencyAnswerGone,
            $"The request with this '{Header}' was answered ({result.RequestId}), but its answer is larger than Idempotency:MaxAnswerSize and was not kept. To have it carried out anew, send another key.", Header),
    };

    private KeptAnswer? AnswerOf(Exchange exchange, ReadOnlyMemory<byte> last)
    {
        var most = options.MaxAnswerSize.Bytes;
        // A bare null beside a memory would be an empty answer.
        var whole = exchange.Recording is { Length: > 0 } recording ? recording.WholeWith(last.Span, most) : last.Length <= most ? last : default(ReadOnlyMemory<byte>?);
        if (whole is not { } answer)
            return null;
        var response = exchange.Http.Response;
        var headers = KeptHeaders.Where(response.Headers.ContainsKey).ToDictionary(name => name, name => response.Headers[name].ToString());
        return new KeptAnswer(response.ContentType ?? "application/json", headers, answer);
    }

    private void Forget(Exchange exchange)
    {
        exchange.Claim = null;
        Interlocked.Decrement(ref _underWay);
    }

    [LoggerMessage(LogLevel.Error, "The database does not answer: request {Id} is refused, since it has an idempotency key")]
    private partial void LogNotClaimed(Exception exception, Guid id);

    [LoggerMessage(LogLevel.Warning, "The answer to request {Id} could not be kept under its idempotency key")]
    private partial void LogNotKept(Exception exception, Guid id);

    [LoggerMessage(LogLevel.Warning, "The claim of request {Id} was taken over by another gateway before it was answered")]
    private partial void LogLost(Guid id);

    [LoggerMessage(LogLevel.Warning, "The idempotency key of request {Id}, which failed, could not be released; it is free when its lease ends")]
    private partial void LogNotReleased(Exception exception, Guid id);

    [LoggerMessage(LogLevel.Warning, "The claims of requests with idempotency keys could not be renewed")]
    private partial void LogNotRenewed(Exception exception);
}
