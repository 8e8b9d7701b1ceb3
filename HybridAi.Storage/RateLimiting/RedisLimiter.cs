using HybridAi.Core.Health;
using HybridAi.Core.RateLimiting;
using HybridAi.Storage.Redis;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace HybridAi.Storage.RateLimiting;

/// <summary>
/// Limits that all gateways count together in Redis, by its clock: one call for all scopes of a request. What this process has admitted is noted here too:
/// while Redis is lost it goes on from there with its share, which is the limit divided by the gateways that were last known to live. When Redis is back it is
/// told what was admitted meanwhile, and all that counts at present if it has lost its memory.
/// </summary>
public sealed partial class RedisLimiter : ILimiter, IDependency, IAsyncDisposable
{
    private const int MostRenewed = 500;
    private const int MostTold = 100;
    private const int MostListed = 1000;

    // Redis forgets seldom; if it has done so again before the next call, the request is counted here.
    private const int MostMemories = 2;

    /// <summary>How long a request counts as under way when its gateway says nothing any more.</summary>
    public static readonly TimeSpan Place = TimeSpan.FromSeconds(30);

    /// <summary>How long a gateway counts as living when it says nothing any more.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly RedisScript Take = RedisScript.Embedded("limits-take");
    private static readonly RedisScript Settle = RedisScript.Embedded("limits-settle");
    private static readonly RedisScript Renew = RedisScript.Embedded("limits-renew");
    private static readonly RedisKey Alive = RedisKeys.For("gateways", "all");

    private readonly RedisConnection _redis;
    private readonly LocalLimiter _local;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Func<long> _clock;
    private readonly RedisValue _self;
    private readonly HeldPlaces _held = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _living;
    private SharedMemory _memory = SharedMemory.Unknown;
    private int _gateways = 1;

    /// <summary>Begins to live.</summary>
    /// <param name="redis">The way to Redis.</param>
    /// <param name="local">What counts in this process.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Gets what ends the renewal unexpectedly.</param>
    public RedisLimiter(RedisConnection redis, LocalLimiter local, TimeProvider time, ILogger<RedisLimiter> logger) : this(redis, local, time, logger, static () => 0)
    {
    }

    /// <summary>The same with a clock in place of Redis' own, in microseconds, for tests.</summary>
    internal RedisLimiter(RedisConnection redis, LocalLimiter local, TimeProvider time, ILogger<RedisLimiter> logger, Func<long> clock)
    {
        (_redis, _local, _time, _logger, _clock) = (redis, local, time, logger, clock);
        _self = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        _living = Task.Run(LiveAsync);
    }

    /// <summary>How many gateways were last known to live, this one among them.</summary>
    public int Gateways => Volatile.Read(ref _gateways);

    /// <inheritdoc/>
    public DependencyState State => _redis.State is { IsDegraded: true } lost
        ? new DependencyState("rate-limits", true, lost.Since, $"counted by each gateway for itself, by a share of 1/{Gateways} of each limit")
        : new DependencyState("rate-limits", false, _redis.State.Since, null);

    /// <inheritdoc/>
    public async ValueTask<bool> TryTakeAsync(LimitTicket ticket, CancellationToken cancellationToken)
    {
        if (ticket.AskedCount == 0)
            return true;
        cancellationToken.ThrowIfCancellationRequested();
        var held = ticket.HeldCount;
        bool? answer = null;
        for (var left = MostMemories; answer is null && left > 0; left--)
        {
            var memory = Volatile.Read(ref _memory);
            var (keys, values, tells) = TakeCall.Prepare(ticket, _local, memory, _clock(), Place, _self);
            // Whether it was admitted has to be known, and is within the deadline.
            var reply = await _redis.EvaluateAsync(Take, keys, values, CancellationToken.None).ConfigureAwait(false);
            if (!reply.TryGet(out var result))
                break;
            (answer, var epoch) = TakeCall.Read(ticket, result);
            if (answer is null)
                SharedMemory.Learn(ref _memory, memory, epoch);
            else if (tells)
                TakeCall.Told(ticket, _local, values);
            if (answer == true)
                _local.Note(ticket, memory.Number);
        }

        if (answer is not { } admitted)
        {
            TakeCall.GiveUp(ticket);
            admitted = _local.TryTake(ticket, Gateways, owes: true);
        }

        if (admitted)
            _held.Add(ticket, ticket.Held[held..]);
        return admitted;
    }

    /// <inheritdoc/>
    public async ValueTask SettleAsync(LimitTicket ticket, double tokens, bool undo = false)
    {
        if (!ticket.TrySettle())
            return;
        _local.Settle(ticket, tokens, undo);
        _held.Remove(ticket);
        if (SettleCall.Prepare(ticket, tokens, undo, _clock()) is var (keys, values))
            await _redis.EvaluateAsync(Settle, keys, values, CancellationToken.None).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyCollection<LimitKey>> ScopesAsync(Limit limit, CancellationToken cancellationToken)
    {
        var found = new HashSet<LimitKey>();
        await ScanAsync(limit, page => found.UnionWith(page.Select(counter => SharedName.Parse(limit, counter!))), () => found.Count >= MostListed, cancellationToken)
            .ConfigureAwait(false);
        return found.Count > 0 ? found : await _local.ScopesAsync(limit, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ResetAsync(Limit limit, LimitKey? key, CancellationToken cancellationToken)
    {
        await _local.ResetAsync(limit, key, cancellationToken).ConfigureAwait(false);
        List<LimitKey> scopes = [];
        if (key is { } one)
            scopes.Add(one);
        else if (!await ScanAsync(limit, page => scopes.AddRange(page.Select(counter => SharedName.Parse(limit, counter!))), static () => false, cancellationToken).ConfigureAwait(false))
            return false;
        foreach (var part in scopes.Chunk(MostRenewed))
        {
            var keys = part.Select(scope => SharedName.Of(scope)).SelectMany(name => new[] { name.Counter, name.Log }).ToArray();
            var reply = await _redis.TryAsync(keys, static (database, keys) => database.KeyDeleteAsync(keys), cancellationToken).ConfigureAwait(false);
            if (!reply.TryGet(out _))
                return false;
        }

        // What is under way goes on counting.
        await RenewAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _living.ConfigureAwait(false);
        await _redis.TryAsync(_self, static (database, self) => database.SortedSetRemoveAsync(Alive, self), CancellationToken.None).ConfigureAwait(false);
    }

    private async Task LiveAsync()
    {
        try
        {
            while (true)
            {
                await RenewAsync(_stop.Token).ConfigureAwait(false);
                await Task.Delay(Interval, _time, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed.
        }
        catch (Exception bug)
        {
            LogEnded(bug);
        }
    }

    /// <summary>Says that this gateway and what it has under way live.</summary>
    internal async Task RenewAsync(CancellationToken cancellationToken)
    {
        var places = _held.All();
        for (var at = 0; at == 0 || at < places.Length; at += MostRenewed)
        {
            var part = places.AsMemory(at, Math.Min(MostRenewed, places.Length - at));
            var reply = await _redis.EvaluateAsync(Renew, [Alive, .. KeysOf(part.Span)], ValuesOf(part.Span), cancellationToken).ConfigureAwait(false);
            if (!reply.TryGet(out var gateways))
                return;
            Volatile.Write(ref _gateways, Math.Max(1, (int)gateways));
            await RemoveEndedAsync(part).ConfigureAwait(false);
        }

        await TellAsync(cancellationToken).ConfigureAwait(false);
    }

    // After a loss the others have to know soon what was admitted here.
    private async ValueTask TellAsync(CancellationToken cancellationToken)
    {
        var memory = Volatile.Read(ref _memory);
        var nothing = new LimitTicket();
        var (keys, values, _) = TakeCall.Prepare(nothing, _local, memory, _clock(), Place, _self);
        var reply = await _redis.EvaluateAsync(Take, keys, values, cancellationToken).ConfigureAwait(false);
        if (!reply.TryGet(out var answer))
            return;
        if (TakeCall.Read(nothing, answer) is (null, var epoch))
            SharedMemory.Learn(ref _memory, memory, epoch);
        LimitTicket owing;
        while ((owing = _local.Owing(Volatile.Read(ref _memory).Number, MostTold)).AskedCount is > 0 and var count)
        {
            await TryTakeAsync(owing, cancellationToken).ConfigureAwait(false);
            if (count < MostTold || _redis.State.IsDegraded)
                return;
        }
    }

    // What ended while it was being renewed has a place again that nobody would give back.
    private async ValueTask RemoveEndedAsync(ReadOnlyMemory<(RedisKey Counter, Guid Ticket)> places)
    {
        for (var i = 0; i < places.Length; i++)
        {
            var place = places.Span[i];
            if (!_held.Has(place))
                await _redis.TryAsync(place, static (database, place) => database.SortedSetRemoveAsync(place.Counter, place.Ticket.ToString("N")), CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> ScanAsync(Limit limit, Action<string?[]> use, Func<bool> isEnough, CancellationToken cancellationToken)
    {
        var state = (Cursor: "0", Pattern: SharedName.PatternOf(limit));
        do
        {
            var reply = await _redis.TryAsync(
                state, static (database, state) => database.ExecuteAsync("SCAN", state.Cursor, "MATCH", state.Pattern, "COUNT", "1000"), cancellationToken).ConfigureAwait(false);
            if (!reply.TryGet(out var page))
                return false;
            var parts = (RedisResult[])page!;
            state.Cursor = (string)parts[0]!;
            use((string?[])parts[1]!);
        }
        while (state.Cursor != "0" && !isEnough());
        return true;
    }

    private static RedisKey[] KeysOf(ReadOnlySpan<(RedisKey Counter, Guid Ticket)> places)
    {
        var keys = new RedisKey[places.Length];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = places[i].Counter;
        return keys;
    }

    private RedisValue[] ValuesOf(ReadOnlySpan<(RedisKey Counter, Guid Ticket)> places)
    {
        var values = new RedisValue[4 + places.Length];
        (values[0], values[1], values[2], values[3]) = (_self, (long)Life.TotalMicroseconds, (long)Place.TotalMicroseconds, _clock());
        for (var i = 0; i < places.Length; i++)
            values[4 + i] = places[i].Ticket.ToString("N");
        return values;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The gateway says no longer that it lives: limits are counted wrongly while Redis is lost")]
    private partial void LogEnded(Exception bug);
}
