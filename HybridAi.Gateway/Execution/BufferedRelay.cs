using System.Buffers;
using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Dialects;
using HybridAi.Gateway.Dialects.Embeddings;
using HybridAi.Gateway.Inference;
using HybridAi.Providers.Http;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Execution;

/// <summary>Reads an answer that is not streamed: whole, since its cost belongs into a header.</summary>
internal static class BufferedRelay
{
    private const int FirstBufferBytes = 8 * 1024;

    public static async Task<AttemptResult> ReadAsync(
        Exchange exchange, Deployment deployment, ProviderEndpoint provider, HttpResponseMessage response, AttemptClock clock,
        UpstreamOptions options, TimeProvider time)
    {
        var expected = response.Content.Headers.ContentLength;
        if (expected > options.MaxAnswerBytes)
            return Malformed(deployment, $"the answer has {expected} bytes");
        var buffer = BodyBuffers.Rent((int)(expected ?? FirstBufferBytes) + 1);
        var kept = false;
        try
        {
            var length = 0;
            await using var body = await response.Content.ReadAsStreamAsync(clock.Token);
            while (true)
            {
                clock.Expect(options.IdleTimeout, FailureCause.IdleTimeout);
                var read = await body.ReadAsync(buffer.AsMemory(length), clock.Token);
                if (read == 0)
                    break;
                length += read;
                if (length > options.MaxAnswerBytes)
                    return Malformed(deployment, $"the answer has more than {options.MaxAnswerBytes} bytes");
                if (length == buffer.Length)
                    buffer = BodyBuffers.Grow(buffer);
            }

            if (exchange.TranslationOf(deployment) is { } translation)
                return Translated(exchange, deployment, provider, translation, buffer.AsSpan(0, length), time);
            if (exchange.EmbeddingsTranslations?.GetValueOrDefault(deployment) is { } embeddings)
                return Translated(exchange, deployment, embeddings, buffer.AsSpan(0, length), time);
            var wrong = provider.Format.TryReadAnswer(exchange.Api, buffer.AsSpan(0, length), provider.Profile.CostField, out var facts);
            if (wrong is not null)
                return Wrong(deployment, provider, buffer.AsSpan(0, length), wrong);
            kept = true;
            return new AttemptResult
            {
                Deployment = deployment,
                Facts = facts,
                EstimatedOutputTokens = exchange.Api.IsChat() ? length / 4 : 0,
                MayHaveUsedTokens = true,
                TimeToFirstToken = time.GetElapsedTime(exchange.StartedAt),
                LastBytes = buffer.AsMemory(0, length),
                Pooled = buffer,
            };
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException)
        {
            return Attempt.Broken(deployment, broken, clock.Cause, sent: true, answered: true);
        }
        finally
        {
            if (!kept)
                BodyBuffers.Return(buffer);
        }
    }

    private static AttemptResult Translated(
        Exchange exchange, Deployment deployment, ProviderEndpoint provider, Translation translation, ReadOnlySpan<byte> answer, TimeProvider time)
    {
        var output = new ArrayBufferWriter<byte>(FirstBufferBytes);
        if (translation.TranslateAnswer(answer, output, out var facts, out var failure) is { } wrong)
            return Wrong(deployment, provider, answer, wrong);
        return new AttemptResult
        {
            Deployment = deployment,
            Failure = failure is null ? null : provider.Format.ReadStreamError(answer),
            Facts = facts.Facts,
            EstimatedOutputTokens = facts.EstimatedOutputTokens,
            MayHaveUsedTokens = true,
            TimeToFirstToken = time.GetElapsedTime(exchange.StartedAt),
            LastBytes = output.WrittenMemory,
        };
    }

    private static AttemptResult Translated(
        Exchange exchange, Deployment deployment, EmbeddingsTranslation embeddings, ReadOnlySpan<byte> answer, TimeProvider time)
    {
        var output = new ArrayBufferWriter<byte>(answer.Length + 256);
        if (embeddings.TranslateAnswer(answer, exchange.Body.Scan.EstimatedInputTokens, output, out var facts) is { } wrong)
            return Malformed(deployment, wrong);
        return new AttemptResult
        {
            Deployment = deployment, Facts = facts, MayHaveUsedTokens = true, TimeToFirstToken = time.GetElapsedTime(exchange.StartedAt),
            LastBytes = output.WrittenMemory,
        };
    }

    // Perhaps an error in spite of its status; else nobody knows what it is.
    private static AttemptResult Wrong(Deployment deployment, ProviderEndpoint provider, ReadOnlySpan<byte> answer, string what) => ErrorBody.IsError(answer)
        ? new() { Deployment = deployment, Failure = provider.Format.ReadStreamError(answer), MayHaveUsedTokens = true }
        : Malformed(deployment, what);

    private static AttemptResult Malformed(Deployment deployment, string what) => new()
    {
        Deployment = deployment,
        Failure = new ProviderError { Cause = FailureCause.Malformed, Message = $"The provider {deployment.Provider} sent what is no answer: {what}." },
        MayHaveUsedTokens = true,
    };
}
