using System.Globalization;
using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Jobs;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi.Jobs;

/// <summary><c>…/files</c></summary>
internal static class FilesEndpoint
{
    private const int MostListed = 10_000;
    private const int BatchFileDays = 30;

    private static readonly string[] Purposes = ["fine-tune", "assistants", "batch", "user_data", "vision", "evals"];
    private static readonly string[] GroqPurposes = ["batch"];
    private static readonly string[] Fields = ["purpose", "expires_after[anchor]", "expires_after[seconds]"];

    public static async Task CreateAsync(Exchange exchange)
    {
        var (form, problem) = await MultipartForm.ReadAsync(exchange.Http.Request.ContentType, exchange.Entry.Body);
        await JobAnswer.SendAsync(exchange, json =>
        {
            DateTimeOffset? expiresAt = null;
            if ((problem ?? Check(exchange, form!, out expiresAt)) is { } error)
                return error;
            var file = new StoredFile(exchange.Simulation.NextId("file-", 24), exchange.Key, form!.FileName, form.Fields["purpose"], form.Content!, JobAnswer.Now(exchange))
            {
                ExpiresAt = expiresAt,
                MediaType = form.MediaType,
            };
            exchange.Provider.Jobs.Files.Add(file);
            exchange.Entry.AnswerId = file.Id;
            Write(json, file);
            return null;
        });
    }

    public static Task ListAsync(Exchange exchange) => JobAnswer.SendAsync(exchange, json =>
    {
        var query = exchange.Http.Request.Query;
        var order = query["order"].ToString();
        if (order is not ("" or "asc" or "desc"))
            return FieldRule.WrongChoice("order", order, ["asc", "desc"]);
        var purpose = query["purpose"].ToString();
        var files = exchange.Provider.Jobs.Files.List(exchange.Key).Where(file => purpose.Length == 0 || file.Purpose == purpose);
        return JobPage.Write(exchange, json, [.. order == "asc" ? files.Reverse() : files], file => file.Id, file => Write(json, file), MostListed, MostListed);
    });

    public static Task GetAsync(Exchange exchange) => JobAnswer.SendAsync(exchange, json =>
    {
        var (file, error) = Find(exchange);
        if (file is not null)
            Write(json, file);
        return error;
    });

    public static Task DeleteAsync(Exchange exchange) => JobAnswer.SendAsync(exchange, json =>
    {
        var id = JobAnswer.RouteId(exchange);
        if (!exchange.Provider.Jobs.Files.Remove(exchange.Key, id))
            return JobErrors.NoFile(id);
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("object"u8, "file"u8);
        json.WriteBoolean("deleted"u8, true);
        json.WriteEndObject();
        return null;
    });

    public static Task ContentAsync(Exchange exchange) => JobAnswer.SendContentAsync(exchange, () => Find(exchange));

    private static (StoredFile? File, ApiError? Error) Find(Exchange exchange)
    {
        var id = JobAnswer.RouteId(exchange);
        return exchange.Provider.Jobs.Files.Find(exchange.Key, id) is { } file ? (file, null) : (null, JobErrors.NoFile(id));
    }

    private static ApiError? Check(Exchange exchange, MultipartForm form, out DateTimeOffset? expiresAt)
    {
        expiresAt = null;
        foreach (var name in form.Fields.Keys)
        {
            if (!Fields.Contains(name, StringComparer.Ordinal))
                return ApiError.Invalid(string.Format(CultureInfo.InvariantCulture, exchange.Profile.UnknownFieldMessage, name), name, exchange.Profile.UnknownFieldCode);
        }

        if (form.Content is null)
            return ApiError.Invalid("Missing required parameter: 'file'.", "file", "missing_required_parameter");
        if (!form.Fields.TryGetValue("purpose", out var purpose))
            return ApiError.Invalid("Missing required parameter: 'purpose'.", "purpose", "missing_required_parameter");
        var purposes = exchange.Profile.Jobs == JobsWire.Groq ? GroqPurposes : Purposes;
        if (!purposes.Contains(purpose, StringComparer.Ordinal))
            return FieldRule.WrongChoice("purpose", purpose, purposes);
        if (form.Content.Length == 0)
            return new ApiError(ErrorKind.InvalidRequest, "File is empty.", "file");
        if (purpose is "batch" or "fine-tune" && !form.FileName.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase))
            return new ApiError(ErrorKind.InvalidRequest, $"Invalid file format for {(purpose == "batch" ? "Batch" : "Fine-Tuning")} API. Must be .jsonl");
        if (form.Fields.Count > 1)
        {
            var seconds = long.TryParse(form.Fields.GetValueOrDefault("expires_after[seconds]"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
            if (JobErrors.CheckExpiry(form.Fields.GetValueOrDefault("expires_after[anchor]"), seconds, "expires_after") is { } wrong)
                return wrong;
            expiresAt = JobAnswer.Now(exchange) + TimeSpan.FromSeconds(seconds);
        }
        else if (purpose == "batch")
        {
            expiresAt = JobAnswer.Now(exchange) + TimeSpan.FromDays(BatchFileDays);
        }

        return null;
    }

    private static void Write(Utf8JsonWriter json, StoredFile file)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, file.Id);
        json.WriteString("object"u8, "file"u8);
        json.WriteNumber("bytes"u8, file.Content.Length);
        json.WriteNumber("created_at"u8, file.CreatedAt.ToUnixTimeSeconds());
        JobAnswer.WriteTime(json, "expires_at", file.ExpiresAt);
        json.WriteString("filename"u8, file.Name);
        json.WriteString("purpose"u8, file.Purpose);
        json.WriteString("status"u8, "processed"u8);
        json.WriteNull("status_details"u8);
        json.WriteEndObject();
    }
}
