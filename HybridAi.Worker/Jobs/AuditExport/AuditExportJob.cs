using System.Globalization;
using System.Text.Json;
using HybridAi.Core.Audit;
using HybridAi.Core.Paging;
using HybridAi.Node.Settings;
using HybridAi.Worker.Running;

namespace HybridAi.Worker.Jobs.AuditExport;

/// <summary>
/// Writes the audit log to files, one of each UTC day that has entries, oldest first: for archives, and for those who look for what somebody changed in the database.
/// A file appears whole or not at all, and what is there is left alone, so that a run that is made again changes nothing.
/// </summary>
internal sealed class AuditExportJob(IAuditStore store, NodeSettings settings, AuditExportOptions options, TimeProvider time) : IBackgroundJob
{
    private const int Batch = 1000;

    // An entry carries its writer's time, and is seen once its change is committed.
    private static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    public static string Name => "audit-export";

    public static string Description => "Writes the audit log to a file for each day.";

    public static string DefaultSchedule => "1d";

    public static bool EnabledByDefault => false;

    public async Task RunAsync(JobContext run, CancellationToken cancellationToken)
    {
        var folder = FolderOf(settings, options);
        Directory.CreateDirectory(folder);
        var end = DayOf(time.GetUtcNow() - Margin);
        var next = await store.ReadAsync(BehindLast(folder), end, null, 1, cancellationToken);
        while (next is [var first, ..])
        {
            var day = DayOf(first.At);
            await run.ReportAsync(0, $"Writing {day:yyyy-MM-dd}.", cancellationToken);
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"audit-{day:yyyy-MM-dd}.jsonl"));
            run.Count("entries", await WriteAsync(run, path, day, cancellationToken));
            run.Count("files", 1);
            next = await store.ReadAsync(day.AddDays(1), end, null, 1, cancellationToken);
        }
    }

    /// <summary>Where the files are.</summary>
    internal static string FolderOf(NodeSettings settings, AuditExportOptions options) =>
        Path.GetFullPath(options.Directory is { Length: > 0 } given ? given : Path.Combine("exports", "audit"), settings.DataDirectory);

    // Files are written in order: what is before the newest is there, or was taken away by somebody.
    private static DateTimeOffset BehindLast(string folder)
    {
        // Old ones are compressed by log-rotation.
        var days = Directory.GetFiles(folder, "audit-*.jsonl").Concat(Directory.GetFiles(folder, "audit-*.jsonl.gz")).Select(file => Path.GetFileName(file)["audit-".Length..].Split('.')[0])
            .Select(text => DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day) ? day : (DateTimeOffset?)null);
        return days.Max() is { } last ? last.AddDays(1) : DateTimeOffset.UnixEpoch;
    }

    private static DateTimeOffset DayOf(DateTimeOffset at) => new(at.UtcDateTime.Date, TimeSpan.Zero);

    private async Task<long> WriteAsync(JobContext run, string path, DateTimeOffset day, CancellationToken cancellationToken)
    {
        // The same name for whoever begins again, so that what a dead worker left is written over.
        var unfinished = path + ".unfinished";
        var written = 0L;
        await using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            PageCursor? after = null;
            IReadOnlyList<AuditEntry> entries;
            do
            {
                entries = await store.ReadAsync(day, day.AddDays(1), after, Batch, cancellationToken);
                foreach (var entry in entries)
                {
                    await file.WriteAsync(Line(entry), cancellationToken);
                    after = new PageCursor(entry.At.ToUnixTimeMilliseconds(), entry.Id);
                }

                written += entries.Count;
            }
            while (entries.Count == Batch);
            file.Flush(flushToDisk: true);
        }

        // Only if the run is still this worker's: else its successor may be writing the same file.
        await run.ReportAsync(0, $"Wrote {Path.GetFileName(path)}.", cancellationToken);
        File.Move(unfinished, path);
        return written;
    }

    // As GET /api/audit has it.
    private static byte[] Line(AuditEntry entry)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, entry.Id);
            json.WriteString("at"u8, entry.At.UtcDateTime);
            json.WriteString("organizationId"u8, entry.OrganizationId.Value);
            json.WriteString("actorKeyId"u8, entry.ActorKeyId.Value);
            if (entry.ActorUserId is { } user)
                json.WriteString("actorUserId"u8, user.Value);
            else
                json.WriteNull("actorUserId"u8);
            json.WriteString("action"u8, entry.Action);
            json.WriteString("target"u8, entry.Target);
            WriteDocument(json, "before", entry.Before);
            WriteDocument(json, "after", entry.After);
            json.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private static void WriteDocument(Utf8JsonWriter json, string name, string? document)
    {
        json.WritePropertyName(name);
        if (document is null)
            json.WriteNullValue();
        else
            json.WriteRawValue(document);
    }
}
