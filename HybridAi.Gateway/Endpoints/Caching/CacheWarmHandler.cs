using System.Text;
using System.Text.Json;
using HybridAi.Client.Caching;
using HybridAi.Core.Audit;
using HybridAi.Core.Costs;
using HybridAi.Gateway.Caching;
using HybridAi.Gateway.Endpoints.Audit;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Identity;
using HybridAi.Node.Settings;
using HybridAi.Providers.Wire;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Caching;

/// <summary>Warms the cache: with requests that the call brings, or with the most used ones.</summary>
internal sealed class CacheWarmHandler(CacheWarming warming, UsedRequests used, CacheOptions options, IAuditStore audit, TimeProvider time)
{
    private const int MostRequests = 1000, UsualRequests = 100, MostAtATime = 16, UsuallyAtATime = 4;
    private const decimal UsualCost = 1, HighestCost = 1_000_000;

    private static readonly Dictionary<string, InferenceApi> Apis =
        Enum.GetValues<InferenceApi>().Where(api => api.IsChat() || api is InferenceApi.Embeddings or InferenceApi.Rerank or InferenceApi.Moderations).ToDictionary(api => api.NameOf());

    public async Task<Results<Ok<CacheWarmingDocument>, ApiError>> WarmAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if ((await RequestDocument.ReadOptionalAsync<WarmCacheRequest>(http, cancellationToken)).Failed(out var error, out var request))
            return error;
        if (!options.Enabled)
            return ApiError.Conflict("cache_off", "The cache is switched off (Cache:Enabled), so that nothing can be warmed.");
        var problems = new FieldProblems();
        if (request.Most is < 1 or > MostRequests)
            problems.Add("most", $"must be from 1 to {MostRequests}");
        if (request.Concurrency is < 1 or > MostAtATime)
            problems.Add("concurrency", $"must be from 1 to {MostAtATime}");
        if (request.MaxCostUsd is <= 0 or > HighestCost)
            problems.Add("maxCostUsd", $"must be above 0 and at most {HighestCost}");
        var requests = request.Requests is { } given ? Read(given, problems) : null;
        if (problems.ToError() is { } wrong)
            return wrong;
        if (requests is null && !options.KeepRequests)
            return ApiError.Invalid("requests", "is required: which requests are asked most is not kept, unless Cache:KeepRequests is set");
        requests ??= [.. used.Of(http.GetCaller().OrganizationId, (int)(request.Most ?? UsualRequests)).Select(one => (one.Api, one.Body))];
        // As it is carried out, and without what the requests say.
        var asked = request with
        {
            Requests = null, Most = requests.Length, Concurrency = request.Concurrency ?? UsuallyAtATime, MaxCostUsd = request.MaxCostUsd ?? UsualCost, Refresh = request.Refresh == true,
        };
        var caller = http.GetCaller();
        await audit.AddAsync(
            AuditEntries.Of(caller, time.GetUtcNow(), caller.OrganizationId, "cache.warm", request.Requests is null ? "most-used" : "given", null, asked), cancellationToken);
        return TypedResults.Ok(await warming.RunAsync(http, requests, (int)asked.Concurrency, Cost.FromUsd(asked.MaxCostUsd.Value), asked.Refresh.Value));
    }

    private static (InferenceApi, ReadOnlyMemory<byte>)[] Read(IReadOnlyList<WarmRequestDocument> given, FieldProblems problems)
    {
        if (given.Count is 0 or > MostRequests)
            problems.Add("requests", $"must have 1 to {MostRequests} entries");
        var read = new (InferenceApi, ReadOnlyMemory<byte>)[given.Count];
        for (var i = 0; i < given.Count; i++)
        {
            if (!Apis.TryGetValue(given[i]?.Api ?? InferenceApi.ChatCompletions.NameOf(), out var api))
                problems.Add($"requests[{i}].api", $"must be one of {string.Join(", ", Apis.Keys)}");
            if (given[i]?.Body is not { ValueKind: JsonValueKind.Object } body)
                problems.Add($"requests[{i}].body", "is required: the request's body, a JSON object");
            else
                read[i] = (api, Encoding.UTF8.GetBytes(body.GetRawText()));
        }

        return read;
    }
}
