using HybridAi.Client.Deployments;
using HybridAi.Client.Paging;
using HybridAi.Client.Resilience;
using HybridAi.Web.Components;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Routing;

/// <summary>What requests can be sent to.</summary>
public sealed record DeploymentsModel
{
    /// <summary>All of them: to choose from.</summary>
    public required IReadOnlyList<DeploymentDocument> All { get; init; }

    /// <summary>The provider whose they are; null: they are of all.</summary>
    public required string? Provider { get; init; }

    /// <summary>Those that are shown, in their order.</summary>
    public required IReadOnlyList<DeploymentRow> Rows { get; init; }

    /// <summary>How the table is sorted.</summary>
    public required SortOrder Order { get; init; }

    /// <summary>The circuits that are not closed.</summary>
    public required Part<DocumentPage<BreakerDocument>> Breakers { get; init; }

    /// <summary>The one that is being changed, or null.</summary>
    public DeploymentDocument? Edited { get; init; }

    /// <summary>Reads them.</summary>
    public static async Task<DeploymentsModel> LoadAsync(Visit visit)
    {
        var deployments = visit.Client.DeploymentsAsync(cancellationToken: visit.Cancelled);
        var breakers = visit.PartAsync((client, cancelled) => client.BreakersAsync(cancelled));
        await Task.WhenAll(deployments, breakers);
        var (all, order) = ((await deployments).Data, SortOrder.Of(visit, DeploymentRow.Columns.Keys));
        var (provider, state, search) = (Choice.Called(visit.Asked("provider"), all.Select(one => one.Provider)), visit.Asked("state"), visit.Asked("search"));
        var rows = DeploymentRow.Of([.. all.Where(one => (provider is null || one.Provider == provider) && (search is null || Has(one, search)))], await breakers)
            .Where(row => Is(row, state)).ToList();
        return new DeploymentsModel
        {
            All = all,
            Provider = provider,
            Rows = order.Apply(rows, DeploymentRow.Columns),
            Order = order,
            Breakers = await breakers,
            Edited = visit.Asked("edit") is { } name ? all.FirstOrDefault(one => one.Name == name) : null,
        };
    }

    private static bool Is(DeploymentRow row, string? state) => state switch
    {
        "used" => row.Calls > 0 || row.Deployment.Live is { InFlight: > 0 },
        "registered" => row.Deployment.Registered,
        "trouble" => row.Breaker is not null || row.Deployment.Problem is not null || row.Failed > 0 || row.Deployment.State != DeploymentStates.Active,
        _ => true,
    };

    private static bool Has(DeploymentDocument one, string text) =>
        one.Name.Contains(text, StringComparison.OrdinalIgnoreCase) || one.Model.Contains(text, StringComparison.OrdinalIgnoreCase)
        || one.Region?.Contains(text, StringComparison.OrdinalIgnoreCase) == true || one.Tags.Any(tag => tag.Contains(text, StringComparison.OrdinalIgnoreCase));
}
