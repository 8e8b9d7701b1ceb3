using HybridAi.Core.Budgets;
using HybridAi.Storage.Budgets;
using HybridAi.Storage.Tests.Redis;

namespace HybridAi.Storage.Tests.Budgets;

public sealed class LocalBudgetStoreTests : BudgetStoreTests
{
    protected override Task<IBudgetStore> OpenAsync() => Task.FromResult<IBudgetStore>(new LocalBudgetStore(TimeProvider.System));

    protected override ValueTask CloseAsync() => ValueTask.CompletedTask;
}

public sealed class RedisBudgetStoreTests : BudgetStoreTests
{
    private RedisRoom _room = null!;

    protected override async Task<IBudgetStore> OpenAsync()
    {
        _room = await RedisRoom.OpenAsync(RedisRoom.Patient());
        return new RedisBudgetStore(_room.Connection);
    }

    protected override ValueTask CloseAsync() => _room.DisposeAsync();

    [Fact]
    public async Task A_step_over_all_counters_is_one_script()
    {
        await Store.ReserveAsync(Guid.NewGuid(), Entries(limit: 100, "a", "b", "c"), 1, Lease);
        await Store.SettleAsync(Guid.NewGuid(), Entries(limit: 1, "a", "b", "c"));
        var before = _room.Connection.Counts;
        var request = Guid.NewGuid();
        await Store.ReserveAsync(request, Entries(limit: 100, "a", "b", "c"), 1, Lease);
        await Store.SettleAsync(request, Entries(limit: 1, "a", "b", "c"));
        // The probe may have gone out meanwhile.
        Assert.InRange(_room.Connection.Counts.Sent - before.Sent, 2, 2 + 4);
        Assert.Equal(before.ScriptsSent, _room.Connection.Counts.ScriptsSent);
    }

    [Fact]
    public async Task A_server_that_lost_its_data_says_so_and_is_rebuilt()
    {
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        await Store.ReserveAsync(first, Entries(limit: 100, "a"), 10, Lease);
        await Store.SettleAsync(second, Entries(limit: 7, "a"));
        await _room.Server.FlushAsync();

        var reply = await Store.ReserveAsync(Guid.NewGuid(), Entries(limit: 100, "a"), 10, Lease);
        Assert.Equal(BudgetVerdict.Unknown, reply.Verdict);
        Assert.True(Assert.Single(reply.Figures).IsUnknown);
        Assert.Null(await Store.ReadAsync(Window));
        // What began before and ends now counts all the same.
        Assert.Equal(BudgetVerdict.Done, (await Store.SettleAsync(first, Entries(limit: 4, "a"))).Verdict);
        var mark = (await Store.MarkAsync(Window))!;
        Assert.True(await Store.RestoreAsync(Window, mark, new Dictionary<string, long> { ["a"] = 11, ["b"] = 3 }));
        Assert.Equal((new BudgetFigures(11, 0), new BudgetFigures(3, 0)), (await FigureAsync("a"), await FigureAsync("b")));
        Assert.Equal(BudgetVerdict.Done, (await Store.ReserveAsync(Guid.NewGuid(), Entries(limit: 100, "a"), 10, Lease)).Verdict);

        // A mark of data that is gone means nothing to the data that came after.
        mark = (await Store.MarkAsync(Window))!;
        await _room.Server.FlushAsync();
        Assert.False(await Store.RestoreAsync(Window, mark, new Dictionary<string, long> { ["a"] = 11 }));
        Assert.Null(await Store.ReadAsync(Window));
    }

    [Fact]
    public async Task A_period_that_begins_after_its_line_is_counted_needs_no_rebuilding()
    {
        await _room.Server.FlushAsync();
        var tomorrow = new BudgetWindow("b/global/daily", TimeProvider.System.GetUtcNow().AddDays(1), TimeProvider.System.GetUtcNow().AddDays(2));
        Assert.Equal(BudgetVerdict.Done, (await Store.ReserveAsync(Guid.NewGuid(), new[] { new BudgetEntry(tomorrow, "", 5) }, 1, Lease)).Verdict);
        Assert.NotNull(await Store.ReadAsync(tomorrow));
    }

    [Fact]
    public async Task Counters_go_a_while_after_their_period()
    {
        await Store.ReserveAsync(Guid.NewGuid(), Entries(limit: 100, "a"), 10, Lease);
        foreach (var kind in new[] { "budget", "budget-holds" })
        {
            var key = RedisKeysOf(kind);
            var reply = await _room.Connection.TryAsync(key, static (database, key) => database.KeyTimeToLiveAsync(key), default);
            Assert.True(reply.TryGet(out var left));
            Assert.InRange(left!.Value, TimeSpan.FromHours(24), TimeSpan.FromHours(50));
        }
    }

    [Fact]
    public async Task Without_a_server_nothing_is_known_and_nothing_waits()
    {
        await _room.Server.KillAsync();
        await _room.LostAsync();
        Assert.Equal(BudgetVerdict.Lost, (await Store.ReserveAsync(Guid.NewGuid(), Entries(limit: 100, "a"), 10, Lease)).Verdict);
        Assert.Equal(BudgetVerdict.Lost, (await Store.SettleAsync(Guid.NewGuid(), Entries(limit: 1, "a"))).Verdict);
        Assert.Null(await Store.MarkAsync(Window));
        Assert.Null(await Store.ReadAsync(Window));
    }

    private string RedisKeysOf(string kind) => $"{{hai}}:{kind}:{Window.Id}";
}

/// <summary>What counters do, in process and in Redis.</summary>
public abstract class BudgetStoreTests : IAsyncLifetime
{
    protected static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Expired = TimeSpan.FromMilliseconds(-1);

    protected IBudgetStore Store { get; private set; } = null!;

    protected BudgetWindow Window { get; } = WindowOf("b/key/daily");

    public async ValueTask InitializeAsync()
    {
        Store = await OpenAsync();
        // What began before the counters has to be rebuilt first; here there was nothing.
        Assert.True(await Store.RestoreAsync(Window, (await Store.MarkAsync(Window))!, new Dictionary<string, long>()));
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<IBudgetStore> OpenAsync();

    protected abstract ValueTask CloseAsync();

    [Fact]
    public async Task Whoever_comes_while_anything_is_left_is_admitted_and_no_one_after()
    {
        var first = Guid.NewGuid();
        Assert.Equal(new BudgetFigures(0, 60), Assert.Single((await Store.ReserveAsync(first, Entries(limit: 100, "a"), 60, Lease)).Figures));
        Assert.Equal(new BudgetFigures(0, 120), Assert.Single((await Store.ReserveAsync(Guid.NewGuid(), Entries(limit: 100, "a"), 60, Lease)).Figures));
        var refused = await Store.ReserveAsync(Guid.NewGuid(), Entries(limit: 100, "a"), 60, Lease);
        Assert.Equal((BudgetVerdict.Exhausted, new BudgetFigures(0, 120)), (refused.Verdict, Assert.Single(refused.Figures)));
        await Store.SettleAsync(first, Entries(limit: 30, "a"));
        Assert.Equal(BudgetVerdict.Done, (await Store.ReserveAsync(Guid.NewGuid(), Entries(limit: 100, "a"), 60, Lease)).Verdict);
        Assert.Equal(new BudgetFigures(30, 120), await FigureAsync("a"));
    }

    [Fact]
    public async Task All_counters_are_reserved_or_none()
    {
        await Store.SettleAsync(Guid.NewGuid(), Entries(limit: 100, "b"));
        Assert.Equal(BudgetVerdict.Exhausted, (await Store.ReserveAsync(Guid.NewGuid(), Entries(limit: 100, "a", "b", "c"), 10, Lease)).Verdict);
        Assert.Equal(new BudgetFigures(100, 0), await FigureAsync("b"));
        Assert.Equal((default, default), (await FigureAsync("a"), await FigureAsync("c")));
        BudgetEntry[] entries = [new(Window, "a", 100), new(Window, "b", BudgetEntry.Unbounded)];
        Assert.Equal(BudgetVerdict.Done, (await Store.ReserveAsync(Guid.NewGuid(), entries, 10, Lease)).Verdict);
    }

    [Fact]
    public async Task A_window_that_nobody_rebuilt_is_unknown_and_only_it()
    {
        var unknown = WindowOf("other/key/daily");
        BudgetEntry[] entries = [new(Window, "a", 100), new(unknown, "a", 100)];
        var reply = await Store.ReserveAsync(Guid.NewGuid(), entries, 10, Lease);
        Assert.Equal((BudgetVerdict.Unknown, false, true), (reply.Verdict, reply.Figures[0].IsUnknown, reply.Figures[1].IsUnknown));
        Assert.Equal(default, await FigureAsync("a"));
        Assert.Null(await Store.ReadAsync(unknown));
    }

    [Fact]
    public async Task Only_the_last_mark_counts_and_what_is_settled_behind_it_stays()
    {
        await Store.SettleAsync(Guid.NewGuid(), Entries(limit: 10, "a", "b"));
        var (first, last) = ((await Store.MarkAsync(Window))!, (await Store.MarkAsync(Window))!);
        await Store.SettleAsync(Guid.NewGuid(), Entries(limit: 5, "a", "c"));
        var records = new Dictionary<string, long> { ["a"] = 12, ["d"] = 1 };
        Assert.False(await Store.RestoreAsync(Window, first, records));
        Assert.True(await Store.RestoreAsync(Window, last, records));
        Assert.False(await Store.RestoreAsync(Window, last, records));
        Assert.Equal((17, 0, 5, 1), ((await FigureAsync("a")).Spent, (await FigureAsync("b")).Spent, (await FigureAsync("c")).Spent, (await FigureAsync("d")).Spent));
    }

    [Fact]
    public async Task Hundreds_at_once_exceed_an_amount_by_less_than_one_reservation()
    {
        const int Limit = 1000, Each = 7;
        var replies = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Task.Run(async () => await Store.ReserveAsync(Guid.NewGuid(), Entries(Limit, "a"), Each, Lease))));
        var admitted = replies.Count(reply => reply.Verdict == BudgetVerdict.Done);
        Assert.Equal((Limit + Each - 1) / Each, admitted);
        Assert.Equal(new BudgetFigures(0, admitted * Each), await FigureAsync("a"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Whatever_is_done_in_whatever_order_the_counters_are_those_of_a_simple_model(int seed)
    {
        var random = new Random(seed);
        string[] subjects = ["a", "b", "c"];
        var model = new Model();
        var requests = Enumerable.Range(0, 40).Select(_ => Guid.NewGuid()).ToArray();
        for (var step = 0; step < 600; step++)
        {
            var request = requests[random.Next(requests.Length)];
            // Whoever has reserved raises and settles where it has.
            var own = model.PlacesOf(request) ?? [.. subjects.Where(_ => random.Next(3) > 0).DefaultIfEmpty("a")];
            switch (random.Next(6))
            {
                case 0 or 1 or 2:
                    var (amount, limit, lease) = (random.Next(0, 50), random.Next(4) == 0 ? -1 : random.Next(1, 3000), random.Next(8) == 0 ? Expired : Lease);
                    var expected = model.Reserve(request, own, amount, limit, lease > TimeSpan.Zero);
                    Assert.Equal(expected, (await Store.ReserveAsync(request, Entries(limit, own), amount, lease)).Verdict);
                    break;
                case 3 or 4:
                    var spent = random.Next(0, 60);
                    model.Settle(request, own, spent);
                    Assert.Equal(BudgetVerdict.Done, (await Store.SettleAsync(request, Entries(spent, own))).Verdict);
                    break;
                default:
                    var mark = (await Store.MarkAsync(Window))!;
                    var real = subjects.ToDictionary(subject => subject, _ => (long)random.Next(0, 2500));
                    Assert.True(await Store.RestoreAsync(Window, mark, real));
                    model.Restore(real);
                    break;
            }

            foreach (var subject in subjects)
                Assert.Equal(model.FiguresOf(subject), await FigureAsync(subject));
        }
    }

    protected ReadOnlyMemory<BudgetEntry> Entries(long limit, params string[] subjects) => subjects.Select(subject => new BudgetEntry(Window, subject, limit)).ToArray();

    protected async Task<BudgetFigures> FigureAsync(string subject) => (await Store.ReadAsync(Window))!.GetValueOrDefault(subject);

    private static BudgetWindow WindowOf(string line)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        return new BudgetWindow(line, now.AddHours(-1), now.AddHours(23));
    }

    private sealed class Model
    {
        private readonly Dictionary<string, long> _spent = [];
        private readonly Dictionary<Guid, Dictionary<string, long>> _held = [];
        private readonly HashSet<Guid> _settled = [];

        public BudgetVerdict Reserve(Guid request, string[] subjects, long amount, long limit, bool lives)
        {
            if (_settled.Contains(request))
                return BudgetVerdict.Done;
            if (!_held.TryGetValue(request, out var held))
            {
                if (limit >= 0 && subjects.Any(subject => FiguresOf(subject).HaveUsedUp(limit)))
                    return BudgetVerdict.Exhausted;
                _held[request] = held = [];
            }

            foreach (var subject in subjects)
                held[subject] = Math.Max(amount, held.GetValueOrDefault(subject));
            if (!lives)
                _held.Remove(request);
            return BudgetVerdict.Done;
        }

        public string[]? PlacesOf(Guid request) => _held.TryGetValue(request, out var held) ? [.. held.Keys] : null;

        public void Settle(Guid request, string[] subjects, long spent)
        {
            if (!_settled.Add(request))
                return;
            _held.Remove(request);
            foreach (var subject in subjects)
                _spent[subject] = _spent.GetValueOrDefault(subject) + spent;
        }

        public void Restore(Dictionary<string, long> real)
        {
            foreach (var (subject, spent) in real)
                _spent[subject] = spent;
        }

        public BudgetFigures FiguresOf(string subject) => new(_spent.GetValueOrDefault(subject), _held.Values.Sum(held => held.GetValueOrDefault(subject)));
    }
}
