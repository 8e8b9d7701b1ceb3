using System.Globalization;
using System.Runtime.CompilerServices;
using HybridAi.Core.Budgets;
using HybridAi.Storage.Redis;
using StackExchange.Redis;

namespace HybridAi.Storage.Budgets;

/// <summary>
/// Counters that all gateways share. A reservation and a settlement are one script each, over all counters; time is the server's. What a server has lost
/// (it was flushed, or restarted without its data) it says itself: it knows since when it counts a line, and a window that began before is unknown until it is rebuilt.
/// </summary>
public sealed class RedisBudgetStore(RedisConnection redis) : IBudgetStore
{
    // Windows are left where they are for a while: what began in them may end later.
    private static readonly TimeSpan Afterlife = TimeSpan.FromDays(1);
    private static readonly RedisScript Reserve = RedisScript.Embedded("budget-reserve");
    private static readonly RedisScript Settle = RedisScript.Embedded("budget-settle");
    private static readonly RedisScript Read = RedisScript.Embedded("budget-read");
    private static readonly RedisScript Restore = RedisScript.Embedded("budget-restore");

    private readonly ConditionalWeakTable<BudgetWindow, WindowKeys> _keys = [];

    /// <inheritdoc/>
    public async ValueTask<BudgetReply> ReserveAsync(Guid request, ReadOnlyMemory<BudgetEntry> entries, long nanoDollars, TimeSpan lease)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nanoDollars);
        var keys = new RedisKey[1 + (3 * entries.Length)];
        var values = new RedisValue[3 + (4 * entries.Length)];
        keys[0] = SettlementOf(request);
        (values[0], values[1], values[2]) = (request.ToString("D"), nanoDollars, (long)lease.TotalMilliseconds);
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries.Span[i];
            var window = KeysOf(entry.Window);
            (keys[1 + (3 * i)], keys[2 + (3 * i)], keys[3 + (3 * i)]) = (window.Hash, window.Holds, window.Line);
            (values[3 + (4 * i)], values[4 + (4 * i)], values[5 + (4 * i)], values[6 + (4 * i)]) = (entry.Subject, entry.Amount, window.Start, window.GoneAt);
        }

        return ReplyOf(await redis.EvaluateAsync(Reserve, keys, values, CancellationToken.None).ConfigureAwait(false), entries.Length);
    }

    /// <inheritdoc/>
    public async ValueTask<BudgetReply> SettleAsync(Guid request, ReadOnlyMemory<BudgetEntry> entries)
    {
        var keys = new RedisKey[1 + (2 * entries.Length)];
        var values = new RedisValue[2 + (3 * entries.Length)];
        keys[0] = SettlementOf(request);
        (values[0], values[1]) = (request.ToString("D"), (long)IBudgetStore.Memory.TotalMilliseconds);
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries.Span[i];
            var window = KeysOf(entry.Window);
            (keys[1 + (2 * i)], keys[2 + (2 * i)]) = (window.Hash, window.Holds);
            (values[2 + (3 * i)], values[3 + (3 * i)], values[4 + (3 * i)]) = (entry.Subject, entry.Amount, window.GoneAt);
        }

        return ReplyOf(await redis.EvaluateAsync(Settle, keys, values, CancellationToken.None).ConfigureAwait(false), entries.Length);
    }

    /// <inheritdoc/>
    public async ValueTask<BudgetMark?> MarkAsync(BudgetWindow window)
    {
        // Not a number that grows: it would begin anew with data that was lost.
        var token = Random.Shared.NextInt64(1, long.MaxValue);
        return await ReadAsync(window, token).ConfigureAwait(false) is var (_, figures)
            ? new BudgetMark(token, figures.ToDictionary(pair => pair.Key, pair => pair.Value.Spent, StringComparer.Ordinal))
            : null;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RestoreAsync(BudgetWindow window, BudgetMark mark, IReadOnlyDictionary<string, long> spent)
    {
        RedisValue[] values = [mark.Token, .. BudgetDifference.Of(mark, spent).SelectMany(pair => new RedisValue[] { pair.Key, pair.Value })];
        var reply = await redis.EvaluateAsync(Restore, [KeysOf(window).Hash], values, CancellationToken.None).ConfigureAwait(false);
        return reply.TryGet(out var done) && (long)done == 1;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, BudgetFigures>?> ReadAsync(BudgetWindow window) =>
        await ReadAsync(window, null).ConfigureAwait(false) is (true, var figures) ? figures : null;

    private static RedisKey SettlementOf(Guid request) => RedisKeys.For("budget-settled", request.ToString("D"));

    private static BudgetReply ReplyOf(in RedisReply<RedisResult> reply, int entries)
    {
        if (!reply.TryGet(out var answer))
            return BudgetReply.Lost;
        var result = (RedisValue[])answer!;
        var figures = new BudgetFigures[entries];
        for (var i = 0; i < entries; i++)
            figures[i] = (long)result[1 + (2 * i)] is >= 0 and var spent ? new BudgetFigures(spent, (long)result[2 + (2 * i)]) : BudgetFigures.Unknown;
        return new BudgetReply((BudgetVerdict)(int)result[0], figures);
    }

    private async ValueTask<(bool IsKnown, Dictionary<string, BudgetFigures> Figures)?> ReadAsync(BudgetWindow window, long? mark)
    {
        var keys = KeysOf(window);
        RedisValue[] values = [mark ?? RedisValue.EmptyString, keys.Start, keys.GoneAt];
        var reply = await redis.EvaluateAsync(Read, [keys.Line, keys.Hash, keys.Holds], values, CancellationToken.None).ConfigureAwait(false);
        if (!reply.TryGet(out var answer))
            return null;
        var result = (RedisValue[])answer!;
        var figures = new Dictionary<string, BudgetFigures>(StringComparer.Ordinal);
        for (var i = 1; i + 1 < result.Length; i += 2)
        {
            var (field, value) = ((string)result[i]!, result[i + 1]);
            if (field.StartsWith("s:", StringComparison.Ordinal))
                figures[field[2..]] = figures.GetValueOrDefault(field[2..]) with { Spent = (long)value };
            else if (field.StartsWith("r:", StringComparison.Ordinal))
                figures[field[2..]] = figures.GetValueOrDefault(field[2..]) with { Reserved = (long)value };
        }

        return ((int)result[0] == 1, figures);
    }

    private WindowKeys KeysOf(BudgetWindow window) => _keys.GetValue(window, static made => new WindowKeys(made));

    /// <summary>What the scripts are given of a window, made once.</summary>
    private sealed class WindowKeys(BudgetWindow window)
    {
        public RedisKey Hash { get; } = RedisKeys.For("budget", window.Id);

        public RedisKey Holds { get; } = RedisKeys.For("budget-holds", window.Id);

        public RedisKey Line { get; } = RedisKeys.For("budget-line", window.Line);

        public RedisValue Start { get; } = window.Start.ToUnixTimeMilliseconds();

        public RedisValue GoneAt { get; } = window.End is { } end ? (end + Afterlife).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) : RedisValue.EmptyString;
    }
}
