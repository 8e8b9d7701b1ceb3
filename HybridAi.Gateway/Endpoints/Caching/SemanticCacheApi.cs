using HybridAi.Client.Caching;
using HybridAi.Core.Caching.Semantic.Shadow;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Caching.Semantic;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Node.Settings;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Caching;

internal static class SemanticCacheApi
{
    // It says something of all organizations.
    public static void MapSemanticCacheApi(this IEndpointRouteBuilder api) =>
        api.MapGroup("/cache/semantic").WithTags("Cache").RequireInstallationRole(Role.Viewer).MapGet("", Read)
            .Describe("getSemanticCache", "Read what the semantic cache holds, and how often what it finds agreed with the real answer");

    private static Ok<SemanticCacheDocument> Read(SemanticCacheOptions options, SemanticEntries entries, ShadowBook book) => TypedResults.Ok(new SemanticCacheDocument
    {
        Mode = options.Mode.ToString().ToLowerInvariant(),
        Method = book.Method,
        Entries = entries.Count,
        Bytes = entries.Bytes,
        MinPrecision = options.MinPrecision,
        Models = [.. book.Read().OrderByDescending(figures => figures.Bins.Tried).Select(ModelOf)],
    });

    private static SemanticModelDocument ModelOf(ShadowFigures figures) => new()
    {
        Organization = figures.Organization.Value,
        Model = figures.Model,
        State = figures.Verdict.State.ToString().ToLowerInvariant(),
        Threshold = figures.Verdict.Threshold,
        Compared = figures.Verdict.Tried,
        Agreed = figures.Verdict.Agreed,
        PrecisionAtLeast = Math.Round(figures.Verdict.Precision, 4),
        Bins = [.. Enumerable.Range(0, SimilarityBins.Count).Where(bin => figures.Bins[bin].Tried > 0).Select(bin => new SemanticBinDocument(SimilarityBins.LowerEdge(bin), figures.Bins[bin].Tried, figures.Bins[bin].Agreed))],
    };
}
