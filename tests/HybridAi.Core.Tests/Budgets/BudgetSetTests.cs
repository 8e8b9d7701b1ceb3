using HybridAi.Core.Budgets;
using HybridAi.Core.Costs;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;

namespace HybridAi.Core.Tests.Budgets;

public sealed class BudgetSetTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Caller Ann = new(new KeyId(Id(1)), "ann's", OrganizationId.Default, new TeamId(Id(2)), new UserId(Id(3)), Role.Inference, null);

    [Fact]
    public void A_request_counts_to_everything_that_it_is_of_and_to_nothing_else()
    {
        var set = new BudgetSet(
        [
            Of("all", BudgetScope.Global, null), Of("org", BudgetScope.Organization, OrganizationId.Default.ToString()), Of("other-org", BudgetScope.Organization, Id(9).ToString()),
            Of("teams", BudgetScope.Team, null), Of("user", BudgetScope.User, Id(3).ToString()), Of("keys", BudgetScope.Key, null), Of("tag", BudgetScope.Tag, "batch"),
            Of("tags", BudgetScope.Tag, null), Of("provider", BudgetScope.Provider, "openai"), Of("models", BudgetScope.Model, null), Of("exact", BudgetScope.Model, "openai/gpt"),
            Of("later", BudgetScope.Global, null) with { StartsAt = Now.AddDays(1) },
        ]);
        var claims = new List<BudgetClaim>();
        set.CollectCaller(Ann, ["batch", "night", "batch"], Now, claims);
        Assert.Equal(
            ["all:", $"keys:{Id(1)}", $"org:{OrganizationId.Default}", "tag:batch", "tags:batch", "tags:night", $"teams:{Id(2)}", $"user:{Id(3)}"], Names(claims));
        claims.Clear();
        set.CollectDeployment("openai", "gpt", Now, claims);
        set.CollectDeployment("groq", "gpt", Now, claims);
        Assert.Equal(["exact:openai/gpt", "models:gpt", "provider:openai"], Names(claims));
    }

    [Fact]
    public void Each_amount_of_a_budget_counts_by_itself()
    {
        var set = new BudgetSet([new Budget { Name = "b", DailyLimit = 1, WeeklyLimit = 2, MonthlyLimit = 3, TotalLimit = 4 }]);
        var claims = new List<BudgetClaim>();
        set.CollectCaller(Ann, null, Now, claims);
        Assert.Equal([1_000_000_000, 2_000_000_000, 3_000_000_000, 4_000_000_000], claims.Select(claim => claim.Line.Limit));
        Assert.Equal(4, claims.Select(claim => claim.Window.Id).Distinct().Count());
    }

    [Fact]
    public void What_failed_attempts_cost_counts_where_they_were_made()
    {
        var record = new UsageRecord
        {
            Id = Id(4), At = Now, OrganizationId = OrganizationId.Default, KeyId = Ann.KeyId, Api = "chat.completions", RequestedModel = "m", Outcome = UsageOutcome.Succeeded,
            Provider = "openai", Model = "gpt", Cost = new Cost(100),
            AbandonedAttempts = [Attempt("groq", "gpt", 30), Attempt("openai", "mini", 5), Attempt("mistral", "x", null)],
        };
        long Spent(BudgetScope scope, string subject) => BudgetSpending.Of(record, Claim(scope, subject));
        Assert.Equal(100, Spent(BudgetScope.Global, ""));
        Assert.Equal((70, 30, 0), (Spent(BudgetScope.Provider, "openai"), Spent(BudgetScope.Provider, "groq"), Spent(BudgetScope.Provider, "mistral")));
        Assert.Equal((95, 65, 5), (Spent(BudgetScope.Model, "gpt"), Spent(BudgetScope.Model, "openai/gpt"), Spent(BudgetScope.Model, "mini")));
        record = record with { Cost = null };
        Assert.Equal((0, 5, 30), (Spent(BudgetScope.Global, ""), Spent(BudgetScope.Provider, "openai"), Spent(BudgetScope.Provider, "groq")));
    }

    private static AbandonedAttempt Attempt(string provider, string model, long? cost) =>
        new(provider, model, $"{provider}/{model}", 500, "ServerError", TimeSpan.Zero, default, cost is { } nanos ? new Cost(nanos) : null);

    private static BudgetClaim Claim(BudgetScope scope, string subject)
    {
        var line = new BudgetLine(Of("b", scope, subject), BudgetPeriod.Daily);
        return new BudgetClaim(line, line.WindowAt(Now)!, subject);
    }

    private static Budget Of(string name, BudgetScope scope, string? target) => new() { Name = name, Scope = scope, Target = target, DailyLimit = 1 };

    private static IEnumerable<string> Names(IEnumerable<BudgetClaim> claims) => claims.Select(claim => $"{claim.Line.Budget.Name}:{claim.Subject}").Order(StringComparer.Ordinal);

    private static Guid Id(int number) => Guid.Parse($"01900000-0000-7000-8000-{number:x12}");
}
