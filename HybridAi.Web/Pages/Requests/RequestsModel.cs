using HybridAi.Client.Paging;
using HybridAi.Client.Providers;
using HybridAi.Client.Usage;
using HybridAi.Web.Time;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Requests;

/// <summary>Requests that meet what is searched for, newest first.</summary>
public sealed record RequestsModel
{
    private const int PageLength = 50;

    /// <summary>Results that can be searched for, with their names.</summary>
    public static readonly IReadOnlyList<(string Value, string Name)> Results =
    [
        ("succeeded", "succeeded"), ("failed", "failed"), ("cancelled", "cancelled by the caller"), ("interrupted", "interrupted"), ("4xx", "4xx: refused"), ("429", "429: over a limit"), ("5xx", "5xx: failed"),
    ];

    /// <summary>The time that is looked at.</summary>
    public required TimeRange Range { get; init; }

    /// <summary>What is searched for.</summary>
    public required UsageFilter Filter { get; init; }

    /// <summary>What of it cannot be searched for, or null.</summary>
    public string? Problem { get; init; }

    /// <summary>The requests.</summary>
    public required Part<DocumentPage<UsageRecordDocument>> Requests { get; init; }

    /// <summary>The providers to choose from.</summary>
    public required Part<DocumentPage<ProviderDocument>> Providers { get; init; }

    /// <summary>Reads them.</summary>
    public static async Task<RequestsModel> LoadAsync(Visit visit)
    {
        var range = TimeRange.Of(visit);
        var isKey = Guid.TryParse(visit.Asked("key"), out var key);
        var filter = new UsageFilter
        {
            From = range.Beginning,
            To = range.End,
            Provider = visit.Asked("provider"),
            Model = visit.Asked("model"),
            Status = visit.Asked("status"),
            Session = visit.Asked("session"),
            Task = visit.Asked("task"),
            Key = isKey ? key : null,
            Cursor = visit.Asked("cursor"),
            Limit = PageLength,
        };
        var requests = visit.PartAsync((client, cancelled) => client.UsageAsync(filter, cancelled));
        var providers = visit.PartAsync((client, cancelled) => client.ProvidersAsync(cancelled));
        await Task.WhenAll(requests, providers);
        Parts.ThrowIfAllFailed(await requests, await providers);
        return new RequestsModel
        {
            Range = range,
            Filter = filter,
            Problem = ProblemOf(visit, isKey),
            Requests = await requests,
            Providers = await providers,
        };
    }

    private static string? ProblemOf(Visit visit, bool isKey) =>
        visit.Asked("id") is not null ? "That is no request's id. Answers carry it as x-hybridai-request-id; it looks like 0195d1c0-0000-7000-8000-000000000000."
        : visit.Asked("key") is not null && !isKey ? "That is no key's id: it looks like 0195d1c0-0000-7000-8000-000000000000. Requests of all keys are shown."
        : null;
}
