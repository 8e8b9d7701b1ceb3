using System.Globalization;
using System.Text.Json;
using HybridAi.Client.Serialization;
using HybridAi.Web.Formatting;
using HybridAi.Web.Gateway;
using HybridAi.Web.Session;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Settings;

/// <summary>Takes backups away and brings them back. The API says who may.</summary>
internal static class BackupForms
{
    private const string Page = "/settings";

    /// <summary>The form with a backup: the largest file that the API takes, with what stands around it.</summary>
    public static LargeForm Restore { get; } = new(Page, (256 * 1024 * 1024) + (64 * 1024));

    public static async Task<IResult> DownloadAsync(HttpContext http, SessionCookie session, NoticeCookie notices, GatewayClients clients, TimeProvider time)
    {
        if (session.Read(http) is not { } key)
            return TypedResults.LocalRedirect("/signin?returnUrl=" + Uri.EscapeDataString(Page));
        try
        {
            var backup = await clients.ForBackups(key).BackUpConfigurationAsync(http.RequestAborted);
            var name = $"hybridai-{time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd-HHmm", CultureInfo.InvariantCulture)}.json";
            return TypedResults.Bytes(JsonSerializer.SerializeToUtf8Bytes(backup, HybridAiJson.Default.JsonElement), "application/json", name);
        }
        catch (Exception e) when (GatewayFailures.IsFailure(e, http.RequestAborted))
        {
            notices.Write(http, new Notice(GatewayFailures.Classify(e) == GatewayFailure.Unreachable ? "The gateway does not answer, so there is no backup." : e.Message, Failed: true));
            return TypedResults.LocalRedirect(Page);
        }
    }

    public static async Task<FormResult> RestoreAsync(HttpContext http, Visit visit, IFormCollection form)
    {
        if (form["sure"] != "true")
            throw new FormProblem("Say that everything that is set now is to be replaced.");
        if (form.Files.GetFile("file") is not { Length: > 0 } file)
            throw new FormProblem("Choose the file of a backup.");
        var services = http.RequestServices;
        var client = services.GetRequiredService<GatewayClients>().ForBackups(services.GetRequiredService<SessionCookie>().Read(http)!);
        var restored = await client.RestoreConfigurationAsync(await ReadAsync(file, visit.Cancelled), visit.Cancelled);
        var rows = restored.Rows.Where(pair => pair.Value > 0).Select(pair => $"{pair.Key} {Text.Count(pair.Value)}");
        return new FormResult($"The backup is restored: {string.Join(", ", rows)}.", Page);
    }

    private static async Task<JsonElement> ReadAsync(IFormFile file, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = file.OpenReadStream();
            return await JsonSerializer.DeserializeAsync(stream, HybridAiJson.Default.JsonElement, cancellationToken);
        }
        catch (JsonException)
        {
            throw new FormProblem("The file is no backup: it is not JSON.");
        }
    }
}
