using System.Collections.Frozen;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Budgets;

/// <summary>All budgets, made ready to find those that count a request. Never changed.</summary>
public sealed class BudgetSet
{
    /// <summary>No budgets.</summary>
    public static readonly BudgetSet None = new([]);

    private readonly BudgetLine[] _global;
    private readonly BudgetLine[][] _each = new BudgetLine[Enum.GetValues<BudgetScope>().Length][];
    private readonly FrozenDictionary<string, BudgetLine[]>?[] _one = new FrozenDictionary<string, BudgetLine[]>?[Enum.GetValues<BudgetScope>().Length];

    /// <summary>Makes them ready.</summary>
    /// <param name="budgets">The budgets, valid, each with a name of its own.</param>
    public BudgetSet(IEnumerable<Budget> budgets)
    {
        Budgets = [.. budgets.OrderBy(budget => budget.Name, StringComparer.Ordinal)];
        Lines = [.. Budgets.SelectMany(budget => Enum.GetValues<BudgetPeriod>().Where(period => budget.LimitOf(period) is not null).Select(period => new BudgetLine(budget, period)))];
        foreach (var scope in Enum.GetValues<BudgetScope>())
        {
            var lines = Lines.Where(line => line.Budget.Scope == scope).ToArray();
            _each[(int)scope] = Array.FindAll(lines, line => line.Budget.Target is null);
            var targeted = Array.FindAll(lines, line => line.Budget.Target is not null);
            _one[(int)scope] = targeted.Length == 0 ? null
                : targeted.GroupBy(line => line.Budget.Target!, StringComparer.Ordinal).ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        }

        _global = _each[(int)BudgetScope.Global];
    }

    /// <summary>The budgets by name.</summary>
    public IReadOnlyList<Budget> Budgets { get; }

    /// <summary>Their amounts.</summary>
    public IReadOnlyList<BudgetLine> Lines { get; }

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => Lines.Count == 0;

    /// <summary>Finds what counts all of a request, whoever answers it.</summary>
    /// <param name="caller">Who makes it.</param>
    /// <param name="tags">Its tags, or null.</param>
    /// <param name="at">When it arrived.</param>
    /// <param name="claims">Where they are added.</param>
    public void CollectCaller(Caller caller, IReadOnlyList<string>? tags, DateTimeOffset at, List<BudgetClaim> claims)
    {
        Add(_global, "", at, claims);
        AddSubject(BudgetScope.Organization, caller.OrganizationText, at, claims);
        if (caller.TeamText is { } team)
            AddSubject(BudgetScope.Team, team, at, claims);
        if (caller.UserText is { } user)
            AddSubject(BudgetScope.User, user, at, claims);
        AddSubject(BudgetScope.Key, caller.KeyText, at, claims);
        for (var i = 0; i < (tags?.Count ?? 0); i++)
            AddSubject(BudgetScope.Tag, tags![i], at, claims);
    }

    /// <summary>Finds what counts a request's answer by a deployment.</summary>
    /// <param name="provider">The deployment's provider.</param>
    /// <param name="model">Its model's id there.</param>
    /// <param name="at">When the request arrived.</param>
    /// <param name="claims">Where those are added that are not there yet.</param>
    public void CollectDeployment(string provider, string model, DateTimeOffset at, List<BudgetClaim> claims)
    {
        AddSubject(BudgetScope.Provider, provider, at, claims);
        AddSubject(BudgetScope.Model, model, at, claims);
        if (_one[(int)BudgetScope.Model] is { } models && models.TryGetValue($"{provider}/{model}", out var exact))
            Add(exact, $"{provider}/{model}", at, claims);
    }

    /// <summary>Whether the subject of a model's budget means a deployment.</summary>
    /// <param name="subject">A model's id, or <c>provider/id</c>.</param>
    /// <param name="provider">The deployment's provider.</param>
    /// <param name="model">Its model's id there.</param>
    public static bool IsModel(string subject, string provider, string model) => subject == model
        || (subject.Length == provider.Length + 1 + model.Length && subject.StartsWith(provider, StringComparison.Ordinal)
            && subject[provider.Length] == '/' && subject.EndsWith(model, StringComparison.Ordinal));

    private void AddSubject(BudgetScope scope, string subject, DateTimeOffset at, List<BudgetClaim> claims)
    {
        Add(_each[(int)scope], subject, at, claims);
        if (_one[(int)scope] is { } one && one.TryGetValue(subject, out var lines))
            Add(lines, subject, at, claims);
    }

    private static void Add(BudgetLine[] lines, string subject, DateTimeOffset at, List<BudgetClaim> claims)
    {
        foreach (var line in lines)
        {
            if (line.WindowAt(at) is { } window && !Has(claims, line, subject))
                claims.Add(new BudgetClaim(line, window, subject));
        }
    }

    private static bool Has(List<BudgetClaim> claims, BudgetLine line, string subject)
    {
        foreach (var claim in claims)
        {
            if (ReferenceEquals(claim.Line, line) && claim.Subject == subject)
                return true;
        }

        return false;
    }
}
