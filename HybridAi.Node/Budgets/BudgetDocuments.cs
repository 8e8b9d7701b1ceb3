using HybridAi.Core.Audit;
using HybridAi.Core.Budgets;
using HybridAi.Core.Configuration;
using HybridAi.Core.Tenancy;

namespace HybridAi.Node.Budgets;

/// <summary>The budgets of the configuration (section <c>Budgets</c>, revision 0), over which those of the database lie.</summary>
public sealed class BudgetDocuments(IReadOnlyList<Budget> configured, IDocumentStore<Budget> stored) : IDocumentStore<Budget>
{
    /// <summary>Lays budgets over others: of a name the upper one counts.</summary>
    public static IReadOnlyList<Budget> Merge(IReadOnlyList<Budget> lower, IReadOnlyList<Budget> upper)
    {
        var names = upper.Select(budget => budget.Name).ToHashSet(StringComparer.Ordinal);
        return [.. lower.Where(budget => !names.Contains(budget.Name)).Concat(upper).OrderBy(budget => budget.Name, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Budget>> AllAsync(CancellationToken cancellationToken) => Merge(configured, await stored.AllAsync(cancellationToken));

    /// <inheritdoc/>
    public Task<WriteResult> SaveAsync(Budget document, AuditEntry audit, CancellationToken cancellationToken) => stored.SaveAsync(document, audit, cancellationToken);

    /// <inheritdoc/>
    public Task<WriteResult> DeleteAsync(string name, long revision, AuditEntry audit, CancellationToken cancellationToken) => stored.DeleteAsync(name, revision, audit, cancellationToken);
}
