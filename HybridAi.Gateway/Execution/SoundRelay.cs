using System.Buffers;
using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Inference;
using HybridAi.Providers.Http;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Execution;

/// <summary>
/// Relays sound as it comes, in one buffer however long it is. Status and headers go out with the first bytes, so that until then another
/// deployment can still answer; the last byte is held back until the answer is recorded.
/// </summary>
internal sealed class SoundRelay(
    Exchange exchange, Deployment deployment, AttemptClock clock, UpstreamOptions options, TimeProvider time, IReadOnlyList<string>? dropped)
{
    private const int BufferBytes = 32 * 1024;
    private const string AnySound = "application/octet-stream";

    private TimeSpan? _firstContent;
    private byte _last;

    private bool Committed => _firstContent is not null;

    public async Task<AttemptResult> RunAsync(HttpResponseMessage response)
    {
        if (TypeOf(response) is not { } type)
            return End(Failed(FailureCause.Malformed, $"The provider {deployment.Provider} sent what is no sound: {response.Content.Headers.ContentType?.MediaType ?? "nothing that it names"}."));
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(clock.Token);
            while (true)
            {
                if (Committed)
                    clock.Expect(options.IdleTimeout, FailureCause.IdleTimeout);
                var read = await body.ReadAsync(buffer, clock.Token);
                if (read == 0)
                    return End(Committed ? null : Failed(FailureCause.Malformed, $"The provider {deployment.Provider} sent no sound at all."));
                await PassAsync(buffer.AsMemory(0, read), type, response.Content.Headers.ContentLength);
            }
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException)
        {
            var cause = clock.Cause ?? FailureCause.Cut;
            return End(Failed(cause, Attempt.Describe(cause, deployment.Provider, broken)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // All but the newest byte, which waits for the next ones, or for the record.
    private async ValueTask PassAsync(ReadOnlyMemory<byte> bytes, string type, long? length)
    {
        var output = exchange.Http.Response.BodyWriter;
        if (Committed)
        {
            output.GetSpan(1)[0] = _last;
            output.Advance(1);
        }
        else
            Commit(type, length);
        output.Write(bytes.Span[..^1]);
        _last = bytes.Span[^1];
        // A caller that reads slowly is not the provider's fault: its time-out rests meanwhile.
        clock.Rest();
        await output.FlushAsync(clock.Token);
    }

    private void Commit(string type, long? length)
    {
        _firstContent = time.GetElapsedTime(exchange.StartedAt);
        AnswerHeaders.Write(exchange, deployment, dropped);
        exchange.Http.Response.ContentType = type;
        exchange.Http.Response.ContentLength = length;
    }

    private AttemptResult End(ProviderError? failure) => new()
    {
        Deployment = deployment,
        Failure = failure,
        MayHaveUsedTokens = true,
        Committed = Committed,
        TimeToFirstToken = _firstContent,
        IsBareContent = true,
        LastBytes = failure is null ? new[] { _last } : default(ReadOnlyMemory<byte>),
    };

    private static ProviderError Failed(FailureCause cause, string message) => new() { Cause = cause, Message = message };

    // Some servers do not say what it is.
    private static string? TypeOf(HttpResponseMessage response)
    {
        var type = response.Content.Headers.ContentType?.MediaType;
        return type is null ? AnySound
            : type.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) || type.Equals(AnySound, StringComparison.OrdinalIgnoreCase) ? response.Content.Headers.ContentType!.ToString()
            : null;
    }
}
