using System.Globalization;
using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Jobs;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.Mistral;

/// <summary><c>…/files</c></summary>
internal static class MistralFiles
{
    private const int MostExpiryHours = 8_760;

    private static readonly string[] Purposes = ["fine-tune", "batch", "ocr"];
    private static readonly string[] Fields = ["purpose", "expiry", "visibility"];
    private static readonly string[] Visibilities = ["workspace", "user"];

    public static async Task CreateAsync(Exchange exchange)
    {
        var (form, problem) = await MultipartForm.ReadAsync(exchange.Http.Request.ContentType, exchange.Entry.Body);
        await JobAnswer.SendAsync(exchange, json =>
        {
            DateTimeOffset? expiresAt = null;
            if ((problem ?? Check(exchange, form!, out expiresAt)) is { } error)
                return error;
            var file = new StoredFile(
                MistralIds.Next(exchange.Simulation), exchange.Key, form!.FileName, form.Fields.GetValueOrDefault("purpose") ?? "fine-tune", form.Content!, JobAnswer.Now(exchange))
            {
                ExpiresAt = expiresAt,
                MediaType = form.MediaType,
            };
            exchange.Provider.Jobs.Files.Add(file);
            exchange.Entry.AnswerId = file.Id;
            Write(json, file, withDeleted: false);
            return null;
        });
    }

    public static Task ListAsync(Exchange exchange) => JobAnswer.SendAsync(exchange, json =>
    {
        var query = exchange.Http.Request.Query;
        var (purpose, search) = (query["purpose"].ToString(), query["search"].ToString());
        var (types, sources) = (MistralPage.Values(exchange, "sample_type"), MistralPage.Values(exchange, "source"));
        var files = exchange.Provider.Jobs.Files.List(exchange.Key).Where(file =>
            (purpose.Length == 0 || Purpose(file) == purpose)
            && (search.Length == 0 || file.Name.Contains(search, StringComparison.OrdinalIgnoreCase))
            && (types is null || types.Contains(SampleType(file)))
            && (sources is null || sources.Contains(Source(file))));
        return MistralPage.Write(exchange, json, [.. files], file => Write(json, file, withDeleted: false));
    });

    public static Task GetAsync(Exchange exchange) => JobAnswer.SendAsync(exchange, json =>
    {
        var (file, error) = Find(exchange);
        if (file is not null)
            Write(json, file, withDeleted: true);
        return error;
    });

    public static Task DeleteAsync(Exchange exchange) => JobAnswer.SendAsync(exchange, json =>
    {
        var (file, error) = Find(exchange);
        if (file is null)
            return error;
        exchange.Provider.Jobs.Files.Remove(exchange.Key, file.Id);
        json.WriteStartObject();
        json.WriteString("id"u8, file.Id);
        json.WriteString("object"u8, "file"u8);
        json.WriteBoolean("deleted"u8, true);
        json.WriteEndObject();
        return null;
    });

    public static Task ContentAsync(Exchange exchange) => JobAnswer.SendContentAsync(exchange, () => Find(exchange));

    public static ApiError NotFound(string what, string id) => new(ErrorKind.PathNotFound, $"{what} {id} not found");

    private static (StoredFile? File, ApiError? Error) Find(Exchange exchange)
    {
        var id = JobAnswer.RouteId(exchange);
        return exchange.Provider.Jobs.Files.Find(exchange.Key, id) is { } file ? (file, null) : (null, NotFound("File", id));
    }

    private static ApiError? Check(Exchange exchange, MultipartForm form, out DateTimeOffset? expiresAt)
    {
        expiresAt = null;
        foreach (var name in form.Fields.Keys)
        {
            if (!Fields.Contains(name, StringComparer.Ordinal))
                return ApiError.Invalid(exchange.Profile.UnknownFieldMessage, name, exchange.Profile.UnknownFieldCode);
        }

        if (form.Content is null)
            return ApiError.Invalid(exchange.Profile.MissingFieldMessage, "file", exchange.Profile.MissingFieldCode);
        if (form.Fields.TryGetValue("purpose", out var purpose) && !Purposes.Contains(purpose, StringComparer.Ordinal))
            return FieldRule.WrongChoice("purpose", purpose, Purposes);
        if (form.Fields.TryGetValue("visibility", out var visibility) && !Visibilities.Contains(visibility, StringComparer.Ordinal))
            return FieldRule.WrongChoice("visibility", visibility, Visibilities);
        if (form.Content.Length == 0)
            return new ApiError(ErrorKind.InvalidRequest, "The file is empty.", "file");
        if (purpose is null or "fine-tune" or "batch" && !form.FileName.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase))
            return new ApiError(ErrorKind.InvalidRequest, "Invalid file format. Only .jsonl files are supported for this purpose.", "file");
        if (!form.Fields.TryGetValue("expiry", out var expiry))
            return null;
        if (!int.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var hours) || hours is < 1 or > MostExpiryHours)
            return ApiError.Invalid($"Input should be a valid integer from 1 to {MostExpiryHours}", "expiry", "int_parsing");
        expiresAt = JobAnswer.Now(exchange) + TimeSpan.FromHours(hours);
        return null;
    }

    private static string Purpose(StoredFile file) => file.Made ? "batch" : file.Purpose;

    private static string Source(StoredFile file) => file.Made ? "mistral" : "upload";

    private static string SampleType(StoredFile file) => file switch
    {
        { Made: true } => file.Name.Contains("_error", StringComparison.Ordinal) ? "batch_error" : "batch_result",
        { Purpose: "batch" } => "batch_request",
        { Purpose: "ocr" } => "ocr_input",
        _ => "instruct",
    };

    private static void Write(Utf8JsonWriter json, StoredFile file, bool withDeleted)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, file.Id);
        json.WriteString("object"u8, "file"u8);
        json.WriteNumber("bytes"u8, file.Content.Length);
        json.WriteNumber("created_at"u8, file.CreatedAt.ToUnixTimeSeconds());
        json.WriteString("filename"u8, file.Name);
        json.WriteString("purpose"u8, Purpose(file));
        json.WriteString("sample_type"u8, SampleType(file));
        if (file.Purpose == "ocr")
            json.WriteNull("num_lines"u8);
        else
            json.WriteNumber("num_lines"u8, JsonLines.Split(file.Content).Count());
        json.WriteString("mimetype"u8, file.MediaType ?? "application/jsonl");
        json.WriteString("source"u8, Source(file));
        json.WriteNull("signature"u8);
        JobAnswer.WriteTime(json, "expires_at", file.ExpiresAt);
        json.WriteString("visibility"u8, "workspace"u8);
        if (withDeleted)
            json.WriteBoolean("deleted"u8, false);
        json.WriteEndObject();
    }
}
