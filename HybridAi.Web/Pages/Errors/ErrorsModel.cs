using HybridAi.Client.ErrorGroups;
using HybridAi.Client.Paging;
using HybridAi.Client.Providers;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Errors;

/// <summary>Failures by what they have in common.</summary>
/// <param name="Filter">Which are shown.</param>
/// <param name="Groups">The groups, those that failed last first.</param>
/// <param name="Providers">The providers to choose from.</param>
public sealed record ErrorsModel(ErrorGroupFilter Filter, DocumentPage<ErrorGroupDocument> Groups, Part<DocumentPage<ProviderDocument>> Providers)
{
    private const int PageLength = 50;

    /// <summary>Reads them; those that are open if the address does not say.</summary>
    public static async Task<ErrorsModel> LoadAsync(Visit visit)
    {
        var filter = new ErrorGroupFilter
        {
            State = visit.Asked("state") switch { null => "open", "all" => null, var state => state },
            Source = visit.Asked("source"),
            Provider = visit.Asked("provider"),
            Cause = visit.Asked("cause"),
            Cursor = visit.Asked("cursor"),
            Limit = PageLength,
        };
        var groups = visit.Client.ErrorGroupsAsync(filter, visit.Cancelled);
        var providers = visit.PartAsync((client, cancelled) => client.ProvidersAsync(cancelled));
        await Task.WhenAll(groups, providers);
        return new ErrorsModel(filter, await groups, await providers);
    }
}
