namespace HybridAi.Simulator.Scripts;

/// <summary>The waiting of one call, against a clock that tests can move.</summary>
internal sealed class Pace(CallPlan plan, TimeProvider time)
{
    private static readonly TimeSpan Timely = TimeSpan.FromMilliseconds(0.5);

    private static readonly TimeSpan KeepAliveEvery = TimeSpan.FromSeconds(1);

    private readonly long _start = time.GetTimestamp();

    public bool Immediate { get; } = plan is { LatencyMs: 0, FirstTokenMs: 0, TokensPerSecond: null };

    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    /// <summary>Waits out the latency that comes before everything, errors included.</summary>
    public Task WaitForLatencyAsync(CancellationToken cancellation) => WaitUntilAsync(plan.LatencyMs, cancellation);

    /// <summary>Waits until the token after <paramref name="tokens"/> others may be sent.</summary>
    public Task WaitForTokenAsync(int tokens, CancellationToken cancellation) =>
        Immediate
            ? Task.CompletedTask
            : WaitUntilAsync(plan.LatencyMs + plan.FirstTokenMs + (plan.TokensPerSecond is { } speed ? tokens * 1000.0 / speed : 0), cancellation);

    /// <summary>How many tokens are made by now, of so many.</summary>
    public int TokensByNow(int total)
    {
        var ms = Elapsed.TotalMilliseconds - plan.LatencyMs - plan.FirstTokenMs;
        if (ms < 0)
            return 0;
        return plan.TokensPerSecond is { } speed ? (int)Math.Min(total, ms * speed / 1000) : total;
    }

    /// <summary>Waits for a while, but not beyond the first token.</summary>
    /// <returns>Whether the first token is still to be waited for.</returns>
    public async Task<bool> WaitALittleAsync(CancellationToken cancellation)
    {
        var rest = TimeSpan.FromMilliseconds(plan.LatencyMs + plan.FirstTokenMs) - Elapsed;
        if (rest < KeepAliveEvery)
            return false;
        await Task.Delay(KeepAliveEvery, time, cancellation);
        return true;
    }

    private Task WaitUntilAsync(double ms, CancellationToken cancellation)
    {
        if (ms <= 0)
            return Task.CompletedTask;
        var rest = TimeSpan.FromMilliseconds(ms) - Elapsed;
        return rest > Timely ? Task.Delay(rest, time, cancellation) : Task.CompletedTask;
    }
}
