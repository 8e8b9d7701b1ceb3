using HybridAi.Client.ErrorGroups;
using HybridAi.Client.Paging;

namespace HybridAi.Client;

public sealed partial class HybridAiClient
{
    /// <summary>Lists groups of failures, those that failed last first.</summary>
    public Task<DocumentPage<ErrorGroupDocument>> ErrorGroupsAsync(ErrorGroupFilter? filter = null, CancellationToken cancellationToken = default) =>
        GetAsync(
            new QueryText("api/errors").Add("state", filter?.State).Add("source", filter?.Source).Add("provider", filter?.Provider).Add("deployment", filter?.Deployment)
                .Add("cause", filter?.Cause).Add("cursor", filter?.Cursor).Add("limit", filter?.Limit).ToString(),
            Json.DocumentPageErrorGroupDocument, cancellationToken);

    /// <summary>Reads a group of failures.</summary>
    public Task<ErrorGroupDocument> ErrorGroupAsync(Guid id, CancellationToken cancellationToken = default) =>
        GetAsync($"api/errors/{id}", Json.ErrorGroupDocument, cancellationToken);

    /// <summary>Says that a group of failures is over; it opens again by itself if it fails again.</summary>
    public Task<ErrorGroupDocument> ResolveErrorGroupAsync(Guid id, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, $"api/errors/{id}/resolve", null, Json.ErrorGroupDocument, cancellationToken);

    /// <summary>Says that a group of failures is not over.</summary>
    public Task<ErrorGroupDocument> ReopenErrorGroupAsync(Guid id, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, $"api/errors/{id}/reopen", null, Json.ErrorGroupDocument, cancellationToken);
}
