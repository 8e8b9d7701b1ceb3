using System.Collections.Concurrent;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Limits;

/// <summary>Requests and tokens by key and minute (fixed windows).</summary>
internal sealed class KeyLimits(TimeProvider time)
{
    /// <summary>Requests a minute where no script says otherwise.</summary>
    public const long DefaultRequests = 10_000_000;

    /// <summary>Tokens a minute where no script says otherwise.</summary>
    public const long DefaultTokens = 20_000_000_000;

    private const int MaxKeys = 10_000;

    private readonly ConcurrentDictionary<string, Counter> _counters = new(StringComparer.Ordinal);

    /// <summary>Counts a request. One that exceeds a limit is not counted.</summary>
    public KeyWindow Count(string key, long tokens, ScriptedRateLimit? script)
    {
        if (_counters.Count >= MaxKeys)
            _counters.Clear();
        var counter = _counters.GetOrAdd(key, static _ => new Counter());
        return counter.Count(
            time.GetUtcNow(), tokens, script?.RequestsPerMinute ?? DefaultRequests, script?.TokensPerMinute ?? DefaultTokens);
    }

    private sealed class Counter
    {
        private readonly Lock _lock = new();
        private long _minute;
        private long _requests;
        private long _tokens;

        public KeyWindow Count(DateTimeOffset now, long tokens, long requestLimit, long tokenLimit)
        {
            var minute = now.UtcTicks / TimeSpan.TicksPerMinute;
            var untilReset = new TimeSpan(TimeSpan.TicksPerMinute - (now.UtcTicks % TimeSpan.TicksPerMinute));
            lock (_lock)
            {
                if (minute != _minute)
                    (_minute, _requests, _tokens) = (minute, 0, 0);
                var window = new KeyWindow(requestLimit, _requests + 1, tokenLimit, _tokens + tokens, tokens, untilReset);
                if (!window.RequestsExceeded && !window.TokensExceeded)
                    (_requests, _tokens) = (window.RequestsUsed, window.TokensUsed);
                return window;
            }
        }
    }
}
