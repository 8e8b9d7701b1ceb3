using HybridAi.Client.Configuration;
using HybridAi.Core.Configuration;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Audit;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Identity;
using HybridAi.Node.Snapshots;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Configuration;

internal static class ConfigurationApi
{
    private const long LongestFile = 256 * 1024 * 1024;

    public static void MapConfigurationApi(this IEndpointRouteBuilder api)
    {
        var configuration = api.MapGroup("/configuration").WithTags("Configuration").RequireInstallationAdministrator();
        configuration.MapGet("backup", BackupAsync).Describe("backUpConfiguration", "Read all that administrators set as a file: tenants, keys as hashes, providers with sealed keys, limits, budgets, rules");
        configuration.MapPost("restore", RestoreAsync).Describe("restoreConfiguration", "Replace all that administrators set by such a file, sealed under the same master key");
    }

    private static async Task BackupAsync(HttpContext http, IConfigurationBackup backup, CancellationToken cancellationToken)
    {
        // Whole before the first byte leaves: an error must not look like a short file.
        using var file = new MemoryStream();
        await backup.WriteAsync(file, cancellationToken);
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = file.Length;
        http.Response.Headers.CacheControl = "no-store";
        file.Position = 0;
        await file.CopyToAsync(http.Response.Body, cancellationToken);
    }

    private static async Task<Results<Ok<RestoredConfigurationDocument>, ApiError>> RestoreAsync(
        HttpContext http, IConfigurationBackup backup, ISnapshotRefresher refresher, TimeProvider time, CancellationToken cancellationToken)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = LongestFile;
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var entry = AuditEntries.Of<RestoredConfigurationDocument>(http.GetCaller(), now, OrganizationId.Default, "configuration.restore", "all", null, null);
        try
        {
            var rows = await backup.RestoreAsync(http.Request.Body, entry, cancellationToken);
            await refresher.RefreshAsync(CancellationToken.None);
            return TypedResults.Ok(new RestoredConfigurationDocument(rows));
        }
        catch (InvalidDataException wrong)
        {
            return new ApiError(StatusCodes.Status400BadRequest, "invalid_backup", $"{wrong.Message} Nothing has changed.");
        }
    }
}
