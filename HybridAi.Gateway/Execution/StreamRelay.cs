using System.Buffers;
using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Caching;
using HybridAi.Gateway.Dialects;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Inference;
using HybridAi.Gateway.Recording;
using HybridAi.Providers.Http;
using HybridAi.Providers.Sse;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Execution;

/// <summary>
/// Relays a streamed answer. Each read from the provider goes on at once, in whole events, read on the side; nothing is sent before the
/// first content, so that until then another deployment can still answer, and the terminator is held back until the answer is recorded.
/// </summary>
internal sealed class StreamRelay(
    Exchange exchange, Deployment deployment, ProviderEndpoint provider, AttemptClock clock, UpstreamOptions options, TimeProvider time,
    IReadOnlyList<string>? dropped)
{
    private const string EventStream = "text/event-stream";
    private const int FirstBufferBytes = 16 * 1024;
    private const int FirstPreambleBytes = 256;
    private const int LongestPreamble = 1024 * 1024;

    // The events that open a response repeat its tools and instructions, escaped anew.
    private const int RepeatsOfRequest = 4;

    private static readonly byte[] BlankLine = "\n\n"u8.ToArray();

    private readonly IStreamTap _tap = exchange.TranslationOf(deployment)?.TapStream()
        ?? provider.Format.TapStream(exchange.Api, provider, exchange.UsageWanted);
    private byte[] _buffer = BodyBuffers.Rent(FirstBufferBytes);
    private int _filled;
    private int _searched;
    private ArrayBufferWriter<byte>? _preamble;
    private TimeSpan? _firstContent;
    private bool _anyEvent;
    private bool _done;
    private ProviderError? _failure;

    private bool Committed => _firstContent is not null;

    public async Task<AttemptResult> RunAsync(HttpResponseMessage response)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(clock.Token);
            while (!_done && _failure is null)
            {
                if (!await ReadAsync(body))
                    ReadRest();
                else if (Relay() && !_done)
                {
                    exchange.Budget?.Follow(deployment, _tap.EstimatedOutputTokens);
                    await FlushAsync();
                }
            }

            return End();
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException)
        {
            var cause = clock.Cause ?? FailureCause.Cut;
            _failure = new ProviderError { Cause = cause, Message = Attempt.Describe(cause, deployment.Provider, broken) };
            return End();
        }
        finally
        {
            BodyBuffers.Return(_buffer);
        }
    }

    private async ValueTask<bool> ReadAsync(Stream body)
    {
        if (_filled == _buffer.Length && !Grow())
            return true;
        if (Committed)
            clock.Expect(options.IdleTimeout, FailureCause.IdleTimeout);
        var read = await body.ReadAsync(_buffer.AsMemory(_filled), clock.Token);
        _filled += read;
        return read > 0;
    }

    // A caller that reads slowly is not the provider's fault: its time-out rests meanwhile; the server's own minimum data rate bounds it.
    private async ValueTask FlushAsync()
    {
        clock.Rest();
        await exchange.Http.Response.BodyWriter.FlushAsync(clock.Token);
    }

    // The end of the body. Some servers leave out the last blank line, and some the terminator.
    private void ReadRest()
    {
        // An error that is no event, in spite of its status.
        if (!_anyEvent && ErrorBody.IsError(_buffer.AsSpan(0, _filled)))
            _failure = provider.Format.ReadStreamError(_buffer.AsSpan(0, _filled));
        else if (_filled > 0)
        {
            if (_filled + BlankLine.Length > _buffer.Length && !Grow())
                return;
            BlankLine.CopyTo(_buffer, _filled);
            _filled += BlankLine.Length;
            Relay();
        }

        if (!_done && _failure is null)
        {
            _tap.End();
            _done = _tap.IsFinished;
            if (!_done && !_anyEvent)
                FailEmpty();
            else if (!_done)
                Fail(FailureCause.Cut, Attempt.Describe(FailureCause.Cut, deployment.Provider, null));
        }
    }

    // Passes on all whole events that have arrived; true if anything was written.
    private bool Relay()
    {
        var (consumed, pending, wrote) = (0, 0, false);
        int length;
        while (!_done && _failure is null)
        {
            var arrived = _buffer.AsSpan(consumed, _filled - consumed);
            if (Committed && (length = _tap.ReadKnown(arrived)) > 0)
            {
                _searched = 0;
                wrote = true;
                consumed += length;
                continue;
            }

            if ((length = SseEvents.FirstLength(arrived, _searched)) == 0)
                break;
            _searched = 0;
            var forward = Judge(_buffer.AsSpan(consumed, length));
            wrote |= forward;
            if (!forward || _tap.Output is not null)
            {
                // What stands before a swallowed or translated event goes out, the event itself does not.
                Write(_buffer.AsSpan(pending, consumed - pending));
                pending = consumed + length;
            }

            if (forward && _tap.Output is { } translated)
                Write(translated.WrittenSpan);
            consumed += length;
        }

        Write(_buffer.AsSpan(pending, consumed - pending));
        _buffer.AsSpan(consumed, _filled - consumed).CopyTo(_buffer);
        _filled -= consumed;
        _searched = _filled;
        return wrote;
    }

    // True if the event goes to the caller now.
    private bool Judge(ReadOnlySpan<byte> whole)
    {
        SseEvents.Parse(whole, out var name, out var data);
        switch (_tap.Read(name, data))
        {
            case StreamVerdict.Content:
                _anyEvent = true;
                return Committed || TryCommit();
            case StreamVerdict.Preamble:
                _anyEvent = true;
                return Committed || Hold(whole);
            case StreamVerdict.Usage:
                return _tap.ForwardsUsage && (Committed || Hold(whole));
            case StreamVerdict.Comment:
                return Committed;
            case StreamVerdict.Done:
                return Finish();
            case StreamVerdict.Error:
                _failure = provider.Format.ReadStreamError(data);
                return false;
            default:
                Fail(FailureCause.Malformed, $"The provider {deployment.Provider} sent an event that is not valid.");
                return false;
        }
    }

    // The terminator itself waits until the answer is recorded; what a translation wrote before it does not.
    private bool Finish()
    {
        _done = true;
        var wrote = _tap.Output is { WrittenCount: > 0 };
        if (!_anyEvent && !wrote)
            FailEmpty();
        return wrote && (Committed || TryCommit());
    }

    private bool Hold(ReadOnlySpan<byte> whole)
    {
        if (_tap.Output is { } translated)
            whole = translated.WrittenSpan;
        _preamble ??= new ArrayBufferWriter<byte>(Math.Max(whole.Length, FirstPreambleBytes));
        if (_preamble.WrittenCount + whole.Length > LongestPreamble + (RepeatsOfRequest * (long)exchange.Body.Scan.Body.Length))
        {
            Fail(FailureCause.Malformed, $"The provider {deployment.Provider} sent no content in {_preamble.WrittenCount + whole.Length} bytes.");
            return false;
        }

        _preamble.Write(whole);
        return false;
    }

    // False: another attempt, made beside this one, had content before.
    private bool TryCommit()
    {
        if (exchange.Gate?.TryPass(deployment) == false)
        {
            _failure = Attempt.Lost(deployment);
            return false;
        }

        _firstContent = time.GetElapsedTime(exchange.StartedAt);
        AnswerHeaders.Write(exchange, deployment, dropped);
        exchange.Http.Response.ContentType = EventStream;
        exchange.Http.Response.Headers.CacheControl = "no-cache";
        if (exchange.Cache is { Leads: true, Flight: { } flight })
            flight.Begin(new FlightHead(AnswerSource.Of(exchange, deployment), EventStream, dropped));
        if (_preamble is not null)
            Write(_preamble.WrittenSpan);
        return true;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
            exchange.Http.Response.BodyWriter.Write(bytes);
    }

    private AttemptResult End()
    {
        if (_failure is null && !Committed)
            TryCommit();
        return new AttemptResult
        {
            Deployment = deployment,
            Failure = _failure,
            Facts = _tap.Facts,
            EstimatedOutputTokens = _tap.EstimatedOutputTokens,
            MayHaveUsedTokens = true,
            Committed = Committed,
            TimeToFirstToken = _firstContent,
            LastBytes = _failure is null ? _tap.Terminator : Committed ? ErrorEvent() : default(ReadOnlyMemory<byte>),
        };
    }

    private byte[] ErrorEvent()
    {
        // Some repeat the key that they were called with.
        var error = GatewayError.Of(provider.Redact(_failure! with { Body = null }), deployment.Provider);
        return _tap is TranslatingTap translating ? translating.ErrorEvent(error) : exchange.Errors.StreamEvent(error, exchange.Id, _tap.NextSequence);
    }

    private void Fail(FailureCause cause, string message) => _failure ??= new ProviderError { Cause = cause, Message = message };

    private void FailEmpty() => Fail(FailureCause.Malformed, $"The provider {deployment.Provider} sent a stream without an answer in it.");

    private bool Grow()
    {
        if (_buffer.Length >= options.MaxAnswerBytes)
        {
            Fail(FailureCause.Malformed, $"The provider {deployment.Provider} sent an event of more than {options.MaxAnswerBytes} bytes.");
            return false;
        }

        _buffer = BodyBuffers.Grow(_buffer);
        return true;
    }
}
