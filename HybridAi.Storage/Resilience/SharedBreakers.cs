using System.Globalization;
using HybridAi.Core.Resilience;
using HybridAi.Storage.Redis;
using StackExchange.Redis;

namespace HybridAi.Storage.Resilience;

/// <summary>What gateways tell each other of breakers, in Redis. By the server's clock, so that theirs need not agree. For one reader.</summary>
/// <param name="redis">Redis.</param>
public sealed class SharedBreakers(RedisConnection redis)
{
    private const string VersionField = "#";
    private const int MostFields = 20_000;

    private static readonly RedisScript Tell = RedisScript.Embedded("breaker-tell");
    private static readonly RedisScript Read = RedisScript.Embedded("breaker-read");
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);
    private static readonly RedisKey[] Keys = [RedisKeys.For("breakers", "all")];

    private readonly Dictionary<string, string> _seen = new(StringComparer.Ordinal);
    private string _version = "";

    /// <summary>Tells the others.</summary>
    /// <param name="deployment">The deployment's id.</param>
    /// <param name="openFor">For how long its breaker is open; zero: it is closed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether Redis took it.</returns>
    public async ValueTask<bool> TellAsync(string deployment, TimeSpan openFor, CancellationToken cancellationToken) =>
        (await redis.EvaluateAsync(
            Tell, Keys, [deployment, (long)Math.Ceiling(openFor.TotalMilliseconds), (long)Kept.TotalMilliseconds, MostFields], cancellationToken).ConfigureAwait(false))
        .TryGet(out _);

    /// <summary>Reads what was told since the last time, by this gateway too.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What is new; nothing while Redis does not answer, or has lost everything.</returns>
    public async ValueTask<IReadOnlyList<SharedBreaker>> ChangesAsync(CancellationToken cancellationToken)
    {
        var reply = await redis.EvaluateAsync(Read, Keys, [_version], cancellationToken).ConfigureAwait(false);
        if (!reply.TryGet(out var result) || (string[]?)result is not { Length: > 0 } values)
            return [];
        var now = long.Parse(values[0], CultureInfo.InvariantCulture);
        var changes = new List<SharedBreaker>();
        _version = "";
        for (var i = 1; i + 1 < values.Length; i += 2)
        {
            var (field, value) = (values[i], values[i + 1]);
            if (field == VersionField)
                _version = value;
            else if (_seen.GetValueOrDefault(field) != value && Parse(field, value, now) is { } breaker)
            {
                _seen[field] = value;
                changes.Add(breaker);
            }
        }

        // What Redis has lost may come again under the same version.
        if (_seen.Count > (values.Length / 2) - 1)
        {
            var kept = Enumerable.Range(0, values.Length / 2).Select(i => values[(2 * i) + 1]).ToHashSet(StringComparer.Ordinal);
            foreach (var lost in _seen.Keys.Where(field => !kept.Contains(field)).ToArray())
                _seen.Remove(lost);
        }

        return changes;
    }

    private static SharedBreaker? Parse(string deployment, string value, long now)
    {
        var space = value.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0 || !long.TryParse(value.AsSpan(space + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var till))
            return null;
        return till == 0 ? new SharedBreaker(deployment, BreakerState.Closed, TimeSpan.Zero) : new SharedBreaker(deployment, BreakerState.Open, TimeSpan.FromMilliseconds(till - now));
    }
}
