using HybridAi.Core.Budgets;
using HybridAi.Gateway.Budgets;
using HybridAi.Gateway.Inference;
using HybridAi.Providers.Wire;
using Microsoft.AspNetCore.Http;

namespace HybridAi.Gateway.Tests.Budgets;

public sealed class BudgetHoldTests
{
    private const long Reserved = 200_000_000, More = 300_000_000;

    private static readonly BudgetLine Line = new(new Budget { Name = "b", DailyLimit = 1, Action = BudgetAction.Block }, BudgetPeriod.Daily);

    [Fact]
    public async Task Of_requests_that_see_the_same_room_at_the_same_time_only_one_reserves_it()
    {
        var store = new MeetingStore();
        var holds = new[] { await HoldAsync(store, 1), await HoldAsync(store, 2) };
        store.Meet();
        var added = await Task.WhenAll(holds.Select(hold => hold.TryAddAsync(More, 0.9).AsTask()));
        Assert.InRange(added.Count(one => one), 0, 1);
    }

    [Theory]
    [InlineData(0.9, true)]
    [InlineData(0.7, true)]
    [InlineData(0.69, false)]
    public async Task A_second_attempt_is_reserved_up_to_the_share_that_may_be_used_up(double mostUsed, bool expected)
    {
        var store = new MeetingStore();
        var (hold, _) = (await HoldAsync(store, 1), await HoldAsync(store, 2));
        Assert.Equal(expected, await hold.TryAddAsync(More, mostUsed));
        Assert.Equal((2 * Reserved) + (expected ? More : 0), (await store.ReadAsync(Window))![""].Reserved);
    }

    private static BudgetWindow Window => Line.WindowAt(TimeProvider.System.GetUtcNow())!;

    private static async Task<BudgetHold> HoldAsync(MeetingStore store, byte id)
    {
        var exchange = new Exchange(new DefaultHttpContext(), InferenceApi.ChatCompletions, null!, new Guid(id, 0, 0, new byte[8]), default, 0);
        var window = Window;
        await store.RestoreAsync(window, (await store.MarkAsync(window))!, new Dictionary<string, long>());
        await store.ReserveAsync(exchange.Id, new[] { new BudgetEntry(window, "", BudgetEntry.Unbounded) }, Reserved, TimeSpan.FromHours(1));
        return new BudgetHold(exchange, store, [new BudgetClaim(Line, window, "")], Reserved, TimeSpan.FromHours(1));
    }

    /// <summary>Counters at which two who ask at about the same time get both their answers when both have asked.</summary>
    private sealed class MeetingStore : IBudgetStore
    {
        private readonly LocalBudgetStore _counters = new(TimeProvider.System);
        private readonly TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _missing = -1;

        public void Meet() => _missing = 2;

        public async ValueTask<BudgetReply> ReserveAsync(Guid request, ReadOnlyMemory<BudgetEntry> entries, long nanoDollars, TimeSpan lease)
        {
            var reply = await _counters.ReserveAsync(request, entries, nanoDollars, lease);
            if (Volatile.Read(ref _missing) > 0)
            {
                if (Interlocked.Decrement(ref _missing) == 0)
                    _met.SetResult();
                await _met.Task;
            }

            return reply;
        }

        public ValueTask<BudgetReply> SettleAsync(Guid request, ReadOnlyMemory<BudgetEntry> entries) => _counters.SettleAsync(request, entries);

        public ValueTask<BudgetMark?> MarkAsync(BudgetWindow window) => _counters.MarkAsync(window);

        public ValueTask<bool> RestoreAsync(BudgetWindow window, BudgetMark mark, IReadOnlyDictionary<string, long> spent) => _counters.RestoreAsync(window, mark, spent);

        public ValueTask<IReadOnlyDictionary<string, BudgetFigures>?> ReadAsync(BudgetWindow window) => _counters.ReadAsync(window);
    }
}
