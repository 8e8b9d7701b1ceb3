using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Anthropic.Requests;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Anthropic;

/// <summary>What a prompt takes from the cache and leaves in it.</summary>
/// <param name="Read">Tokens that were cached.</param>
/// <param name="Written">Tokens that are now cached for five minutes.</param>
/// <param name="WrittenForHour">Tokens that are now cached for an hour.</param>
internal readonly record struct CacheUse(int Read, int Written, int WrittenForHour);

/// <summary>The prompt prefixes that were marked to be cached. A prefix that is used again lives its time again.</summary>
internal sealed class BlockCache(TimeProvider time)
{
    private const int MaxPrefixes = 100_000;

    // Shorter prefixes are not cached, and only so many blocks before a mark are looked at.
    private const int Least = 1024;
    private const int LookBack = 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, (DateTimeOffset Until, bool Hour)> _prefixes = [];
    private readonly Queue<ulong> _order = new();

    public CacheUse Use(string key, IReadOnlyList<CachePoint> points)
    {
        var last = LastMark(points);
        if (last < 0)
            return default;
        var meter = new PromptMeter(1);
        meter.AddHash(key);
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var read = Find(points, last, meter.Hash, now);
            var (five, hour) = (read, read);
            for (var i = 0; i <= last; i++)
            {
                if (points[i].Hour is not { } forHour || points[i].Tokens < Least)
                    continue;
                Put(Randomness.Mix(meter.Hash, points[i].Hash), now, forHour);
                if (forHour)
                    hour = Math.Max(hour, points[i].Tokens);
                five = Math.Max(five, points[i].Tokens);
            }

            // Marks for an hour come first.
            return new CacheUse(read, five - Math.Max(hour, read), hour - read);
        }
    }

    private static int LastMark(IReadOnlyList<CachePoint> points)
    {
        var last = points.Count - 1;
        while (last >= 0 && points[last].Hour is null)
            last--;
        return last;
    }

    private int Find(IReadOnlyList<CachePoint> points, int last, ulong owner, DateTimeOffset now)
    {
        var reach = 0;
        for (var i = last; i >= 0; i--)
        {
            reach = points[i].Hour is not null ? LookBack : reach - 1;
            if (reach < 0)
                continue;
            var prefix = Randomness.Mix(owner, points[i].Hash);
            if (!_prefixes.TryGetValue(prefix, out var entry) || entry.Until < now)
                continue;
            Put(prefix, now, entry.Hour);
            return points[i].Tokens;
        }

        return 0;
    }

    private void Put(ulong prefix, DateTimeOffset now, bool hour)
    {
        // A mark for five minutes does not shorten the hour that another has asked for.
        if (_prefixes.TryGetValue(prefix, out var entry))
            hour |= entry.Hour && entry.Until >= now;
        else
            _order.Enqueue(prefix);
        _prefixes[prefix] = (now + (hour ? TimeSpan.FromHours(1) : TimeSpan.FromMinutes(5)), hour);
        while (_order.Count > MaxPrefixes)
            _prefixes.Remove(_order.Dequeue());
    }
}
