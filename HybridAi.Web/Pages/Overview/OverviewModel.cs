using HybridAi.Web.Dashboard;
using HybridAi.Web.Time;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Overview;

/// <summary>What the overview shows: the dashboard, with the reader's key.</summary>
/// <param name="Figures">The dashboard's figures.</param>
public sealed record OverviewModel(DashboardFigures Figures)
{
    /// <summary>Reads them.</summary>
    public static async Task<OverviewModel> LoadAsync(Visit visit) =>
        new(await DashboardFigures.LoadAsync(visit.Client, TimeRange.Of(visit), visit.At, visit.Cancelled));
}
