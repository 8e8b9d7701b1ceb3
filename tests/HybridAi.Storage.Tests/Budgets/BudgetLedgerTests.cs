using HybridAi.Core.Budgets;
using HybridAi.Core.Configuration;
using HybridAi.Core.Costs;
using HybridAi.Core.Events;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Budgets;

public sealed class SqliteBudgetLedgerTests() : BudgetLedgerTests(null);

public sealed class PostgresBudgetLedgerTests(MigratedPostgres postgres) : BudgetLedgerTests(postgres);

/// <summary>What the database says of budgets, on both databases.</summary>
public abstract class BudgetLedgerTests(MigratedPostgres? postgres) : StorageTests(postgres)
{
    private static readonly DateTimeOffset Now = new(2026, 3, 12, 15, 0, 0, TimeSpan.Zero);
    private static readonly BudgetPeriod[] Periods = Enum.GetValues<BudgetPeriod>();
    private static readonly Guid[] Ids = [.. Enumerable.Range(1, 3).Select(number => Guid.Parse($"01900000-0000-7000-8000-{number:x12}"))];
    private static readonly string[] Providers = ["openai", "groq", "mistral"], Models = ["gpt", "mini", "openai/oss"], Tags = ["a", "b", "ü"];

    private static readonly (BudgetScope Scope, string? Target)[] Scopes =
    [
        (BudgetScope.Global, null), (BudgetScope.Organization, null), (BudgetScope.Organization, Ids[0].ToString()), (BudgetScope.Team, null), (BudgetScope.User, Ids[1].ToString()),
        (BudgetScope.Key, null), (BudgetScope.Key, Ids[2].ToString()), (BudgetScope.Provider, null), (BudgetScope.Provider, "groq"), (BudgetScope.Model, null), (BudgetScope.Model, "gpt"),
        (BudgetScope.Model, "openai/oss"), (BudgetScope.Model, "groq/gpt"), (BudgetScope.Tag, null), (BudgetScope.Tag, "ü"),
    ];

    [Fact]
    public async Task Sums_are_what_settling_each_record_would_have_counted_before_and_after_old_records_are_removed()
    {
        var random = new Random(5);
        var records = Enumerable.Range(0, 400).Select(_ => Record(random)).ToArray();
        await Storage.Usage.InsertAsync(records, default);
        foreach (var (scope, target) in Scopes)
            await AssertSumsAsync(Of(scope, target), records, Now);

        // Two days in turn are removed; what they said is carried on, whoever asks again and however often.
        foreach (var before in new[] { Now.AddDays(-6).Date, Now.AddDays(-4).Date })
        {
            var moment = new DateTimeOffset(before, TimeSpan.Zero);
            foreach (var (scope, target) in Scopes.Concat(Scopes.Take(3)))
                await Storage.BudgetLedger.CarryAsync(Of(scope, target), WindowsOf(Of(scope, target)), moment, default);
            while (await Storage.Usage.PruneAsync(moment, 1000, default))
            {
            }

            foreach (var (scope, target) in Scopes)
                await AssertSumsAsync(Of(scope, target), records, Now);
        }

        Assert.True((await Storage.Usage.ListAsync(new UsageQuery { Limit = 1000 }, default)).Items.Count < records.Length);
        Assert.Equal(0, await Storage.BudgetLedger.PruneAsync(Now.AddDays(-7), default));
        Assert.True(await Storage.BudgetLedger.PruneAsync(Now.AddYears(1), default) > 0);
    }

    [Fact]
    public async Task Requests_that_ended_later_do_not_count_though_they_began_before()
    {
        UsageRecord[] records = [Ended(Now.AddSeconds(-10), 5), Ended(Now.AddSeconds(-10), 9.999), Ended(Now.AddSeconds(-10), 10), Ended(Now.AddSeconds(-10), 20)];
        await Storage.Usage.InsertAsync(records, default);
        var budget = Of(BudgetScope.Global, null);
        Assert.All(await Storage.BudgetLedger.SpentAsync(budget, WindowsOf(budget), Now, default), sums => Assert.Equal(2_000_000, sums[""]));

        static UsageRecord Ended(DateTimeOffset at, double seconds) => Records.Usage(at) with { Duration = TimeSpan.FromSeconds(seconds) };
    }

    [Fact]
    public async Task A_threshold_is_told_once_and_again_for_another_amount()
    {
        var line = new BudgetLine(Of(BudgetScope.Organization, null), BudgetPeriod.Daily);
        var claim = new BudgetClaim(line, line.WindowAt(Now)!, Ids[0].ToString());
        var notice = new BudgetNotice(claim, 0.8m, new BudgetFigures(900_000_000, 5), Now);
        Assert.Equal((true, false), (await Storage.BudgetLedger.TellAsync(notice, default), await Storage.BudgetLedger.TellAsync(notice, default)));
        Assert.True(await Storage.BudgetLedger.TellAsync(notice with { Threshold = null }, default));
        Assert.True(await Storage.BudgetLedger.TellAsync(notice with { Claim = claim with { Subject = Ids[1].ToString() } }, default));
        var larger = new BudgetLine(line.Budget with { DailyLimit = 5 }, BudgetPeriod.Daily);
        Assert.True(await Storage.BudgetLedger.TellAsync(notice with { Claim = claim with { Line = larger } }, default));
        var told = await Storage.Events.ReadAsync(0, EventTopics.Budget, new OrganizationId(Ids[0]), 10, default);
        Assert.Equal(3, told.Count);
        Assert.Contains("\"kind\":\"warning\",\"budget\":\"b\",\"scope\":\"organization\"", told[0].Data, StringComparison.Ordinal);
        Assert.Contains("\"kind\":\"exhausted\"", told[1].Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Budgets_are_stored_read_and_copied_with_all_their_fields()
    {
        var full = new Budget
        {
            Name = "full", Revision = 1, UpdatedAt = Now, Scope = BudgetScope.Tag, Target = "t", DailyLimit = 0.000000001m, WeeklyLimit = 2, MonthlyLimit = 3, TotalLimit = 1_000_000_000, TimeZone = "Asia/Kathmandu",
            WarningThresholds = [], Action = BudgetAction.Alert, DowngradeTo = "m", Unpriced = UnpricedPolicy.Block, OnStoreLoss = StoreLossPolicy.Closed, StartsAt = Now,
        };
        var plain = new Budget { Name = "plain", Revision = 1, UpdatedAt = Now, DailyLimit = 1 };
        foreach (var budget in new[] { full, plain })
            Assert.Equal(WriteResult.Done, await Storage.Budgets.SaveAsync(budget, Records.Audit(), default));
        var stored = await Storage.Configuration.ReadAsync(default);
        Assert.Equivalent(new[] { full, plain }, stored.Budgets, strict: true);
        Assert.Equivalent(new[] { full, plain }, HybridAi.Storage.Configuration.CopiedConfiguration.Read(HybridAi.Storage.Configuration.CopiedConfiguration.Write(stored))!.Budgets, strict: true);
    }

    private static Budget Of(BudgetScope scope, string? target) => new()
    {
        Name = "b" + target?.Replace("/", "-", StringComparison.Ordinal), Scope = scope, Target = target, DailyLimit = 1, WeeklyLimit = 1, MonthlyLimit = 1, TotalLimit = 1, TimeZone = "America/New_York",
    };

    private static BudgetWindow[] WindowsOf(Budget budget) => [.. Periods.Select(period => new BudgetLine(budget, period).WindowAt(Now)!)];

    private async Task AssertSumsAsync(Budget budget, UsageRecord[] records, DateTimeOffset endedBefore)
    {
        var windows = WindowsOf(budget);
        var sums = await Storage.BudgetLedger.SpentAsync(budget, windows, endedBefore, default);
        var set = new BudgetSet([budget]);
        for (var i = 0; i < windows.Length; i++)
        {
            var expected = new SortedDictionary<string, long>(StringComparer.Ordinal);
            foreach (var record in records.Where(record => windows[i].Contains(record.At) && record.At + record.Duration < endedBefore))
            {
                var claims = new List<BudgetClaim>();
                set.CollectCaller(new Caller(record.KeyId, "", record.OrganizationId, record.TeamId, record.UserId, Role.Inference, null), record.Tags, record.At, claims);
                if (record.Provider is { } provider)
                    set.CollectDeployment(provider, record.Model!, record.At, claims);
                foreach (var attempt in record.AbandonedAttempts ?? [])
                    set.CollectDeployment(attempt.Provider, attempt.Model, record.At, claims);
                foreach (var claim in claims.Where(claim => claim.Line.Period == Periods[i] && BudgetSpending.Of(record, claim) != 0))
                    expected[claim.Subject] = expected.GetValueOrDefault(claim.Subject) + BudgetSpending.Of(record, claim);
            }

            Assert.NotEmpty(expected);
            Assert.Equal(expected, new SortedDictionary<string, long>(sums[i].Where(sum => sum.Value != 0).ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal));
        }
    }

    private static UsageRecord Record(Random random)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(Now.AddDays(-random.NextDouble() * (random.Next(2) == 0 ? 0.5 : 12)).ToUnixTimeMilliseconds());
        T Any<T>(T[] all) => all[random.Next(all.Length)];
        var attempts = random.Next(3) == 0
            ? Enumerable.Range(0, random.Next(1, 4)).Select(_ => new AbandonedAttempt(
                Any(Providers), Any(Models), "d", 500, "ServerError", TimeSpan.Zero, default, random.Next(3) == 0 ? null : new Cost(random.Next(1000)))).ToArray()
            : null;
        var called = random.Next(10) > 0;
        return Records.Usage(at) with
        {
            OrganizationId = new OrganizationId(Any(Ids)),
            TeamId = random.Next(2) == 0 ? null : new TeamId(Any(Ids)),
            UserId = random.Next(2) == 0 ? null : new UserId(Any(Ids)),
            KeyId = new KeyId(Any(Ids)),
            Provider = called ? Any(Providers) : null,
            Model = called ? Any(Models) : null,
            Tags = random.Next(3) == 0 ? null : [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Any(Tags))],
            AbandonedAttempts = attempts,
            Cost = random.Next(6) == 0 ? null : new Cost(random.Next(5_000) + (attempts?.Sum(attempt => attempt.Cost?.NanoDollars ?? 0) ?? 0)),
            Duration = TimeSpan.FromSeconds(random.Next(0, 60)),
        };
    }
}
