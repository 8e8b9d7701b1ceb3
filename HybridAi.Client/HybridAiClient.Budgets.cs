using HybridAi.Client.Budgets;
using HybridAi.Client.Paging;

namespace HybridAi.Client;

public sealed partial class HybridAiClient
{
    /// <summary>Lists the budgets, those of the configuration among them.</summary>
    public Task<DocumentPage<BudgetDocument>> BudgetsAsync(CancellationToken cancellationToken = default) =>
        GetAsync("api/budgets", Json.DocumentPageBudgetDocument, cancellationToken);

    /// <summary>Reads a budget.</summary>
    public Task<BudgetDocument> BudgetAsync(string name, CancellationToken cancellationToken = default) =>
        GetAsync(BudgetPath(name), Json.BudgetDocument, cancellationToken);

    /// <summary>Creates a budget.</summary>
    public Task<BudgetDocument> CreateAsync(SaveBudgetRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, "api/budgets", request, Json.SaveBudgetRequest, Json.BudgetDocument, cancellationToken);

    /// <summary>Replaces a budget; what the request leaves out takes its default. What was spent stays.</summary>
    public Task<BudgetDocument> ReplaceBudgetAsync(string name, SaveBudgetRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Put, BudgetPath(name), request, Json.SaveBudgetRequest, Json.BudgetDocument, cancellationToken);

    /// <summary>Deletes a budget; one of that name in the configuration counts again.</summary>
    public Task DeleteBudgetAsync(string name, long? revision = null, CancellationToken cancellationToken = default) =>
        DeleteAsync(Deletion(BudgetPath(name), revision), cancellationToken);

    /// <summary>Reads how budgets stand, for each one that has spent something.</summary>
    /// <param name="name">Only this budget; null: all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<DocumentPage<BudgetStatusDocument>> BudgetStatusAsync(string? name = null, CancellationToken cancellationToken = default) =>
        GetAsync(new QueryText("api/budgets/status").Add("name", name).ToString(), Json.DocumentPageBudgetStatusDocument, cancellationToken);

    /// <summary>Lets a budget begin anew now: nothing that was spent before counts any more.</summary>
    public Task<BudgetDocument> ResetBudgetAsync(string name, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, $"{BudgetPath(name)}/reset", null, Json.BudgetDocument, cancellationToken);

    private static string BudgetPath(string name) => $"api/budgets/{Uri.EscapeDataString(name)}";
}
