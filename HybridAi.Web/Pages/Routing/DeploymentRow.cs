using HybridAi.Client.Deployments;
using HybridAi.Client.Paging;
using HybridAi.Client.Resilience;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Routing;

/// <summary>A deployment and its circuit.</summary>
/// <param name="Deployment">The deployment.</param>
/// <param name="Breaker">Its circuit, if that is not closed.</param>
/// <param name="BreakerKnown">Whether circuits could be read: if not, none is said to be closed.</param>
public sealed record DeploymentRow(DeploymentDocument Deployment, BreakerDocument? Breaker, bool BreakerKnown)
{
    /// <summary>What a table of them can be sorted by.</summary>
    public static readonly IReadOnlyDictionary<string, Func<DeploymentRow, IComparable?>> Columns = new Dictionary<string, Func<DeploymentRow, IComparable?>>
    {
        ["name"] = row => row.Deployment.Name,
        ["provider"] = row => row.Deployment.Provider,
        ["region"] = row => row.Deployment.Region,
        ["weight"] = row => row.Deployment.Weight,
        ["flight"] = row => row.Deployment.Live?.InFlight,
        ["calls"] = row => row.Calls,
        ["errors"] = row => row.Deployment.Live?.ErrorRate,
        ["latency"] = row => row.Deployment.Live?.P50Ms,
        ["slow"] = row => row.Deployment.Live?.P95Ms,
    };

    /// <summary>How often it was called in the last three minutes.</summary>
    public long Calls => Deployment.Live is { } live ? live.Successes + live.Failures.Values.Sum() : 0;

    /// <summary>How often that failed.</summary>
    public long Failed => Deployment.Live?.Failures.Values.Sum() ?? 0;

    /// <summary>How the circuit is, as far as that is known.</summary>
    public string Circuit => Breaker?.State ?? (BreakerKnown ? "closed" : "not known");

    /// <summary>Deployments with their circuits; those that ask for attention, were registered or are busy first.</summary>
    public static IReadOnlyList<DeploymentRow> Of(IReadOnlyList<DeploymentDocument> deployments, Part<DocumentPage<BreakerDocument>> breakers) =>
    [
        .. deployments.Select(one => new DeploymentRow(one, breakers.Value?.Data.FirstOrDefault(breaker => breaker.Deployment == one.Name), breakers.Value is not null))
            .OrderByDescending(row => row.Breaker is not null || row.Deployment.Problem is not null).ThenByDescending(row => row.Deployment.Registered).ThenByDescending(row => row.Calls)
            .ThenByDescending(row => row.Deployment.Live?.InFlight ?? 0),
    ];
}
