using System.Data.Common;
using HybridAi.Client.AiPerformance;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Endpoints.Usage;
using HybridAi.Gateway.Identity;
using HybridAi.Gateway.Recording;
using HybridAi.Node.Snapshots;
using HybridAi.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.AiPerformance;

/// <summary>Records calls that were made outside of the gateway, each once by its caller's id.</summary>
internal sealed class RecordHandler(RecordReading reading, ExternalRecorder recorder, UsageReader usage, SnapshotHolder snapshots, TimeProvider time)
{
    private const int MostRecords = 500;

    public async Task<Results<Ok<RecordedUsageDocument>, ApiError>> PostAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var caller = http.GetCaller();
        if ((await RequestDocument.ReadAsync<RecordUsageRequest>(http, cancellationToken)).Failed(out var error, out var request))
            return error;
        var (snapshot, problems) = (snapshots.Current, new FieldProblems());
        if (CallsOf(request, problems) is not { } calls)
            return problems.ToError()!;
        var now = time.GetUtcNow();
        var records = calls.Select((call, i) => reading.Read(call, request.Records is null ? "" : $"records[{i}].", problems, caller, snapshot, now)).ToList();
        foreach (var (_, i) in calls.Select((call, i) => (call.Id, i)).Where(pair => pair.Id is not null).GroupBy(pair => pair.Id).SelectMany(group => group.Skip(1)))
            problems.Add($"records[{i}].id", "is there twice");
        if (problems.ToError() is { } wrong)
            return wrong;
        return await RecordAsync(http, snapshot, caller, calls, records, cancellationToken);
    }

    private static IReadOnlyList<RecordedCall>? CallsOf(RecordUsageRequest request, FieldProblems problems)
    {
        if (request.Records is not { } calls)
            return [request];
        if (request with { Records = null } != new RecordUsageRequest())
            problems.Add("records", "cannot be given together with the fields of a single call");
        if (calls.Count is 0 or > MostRecords)
            problems.Add("records", $"must be 1 to {MostRecords} calls");
        if (calls.Any(call => call is null))
            problems.Add("records", "must not have null in it");
        return problems.Any ? null : calls;
    }

    private async Task<Results<Ok<RecordedUsageDocument>, ApiError>> RecordAsync(
        HttpContext http, GatewaySnapshot snapshot, Caller caller, IReadOnlyList<RecordedCall> calls, List<UsageRecord> records, CancellationToken cancellationToken)
    {
        // All are looked for before one is written, so that a wrong id leaves nothing behind.
        var (known, isBehind) = (new bool[records.Count], false);
        for (var i = 0; i < known.Length && !isBehind; i++)
        {
            if (calls[i].Id is null)
                continue;
            (var found, isBehind) = await FindAsync(http, records[i], cancellationToken);
            if (found is not { } before)
                continue;
            if (!IsSame(calls[i], records[i], before))
            {
                return ApiError.Conflict(
                    "id_reused", $"The id {calls[i].Id} was used for another call. Send each call with an id of its own, and the same call unchanged.", calls.Count == 1 ? "id" : $"records[{i}].id");
            }

            (records[i], known[i]) = (before, true);
        }

        for (var i = 0; i < known.Length; i++)
        {
            // Not cancelled any more: what was begun is recorded, whether the caller waits or not.
            if (!known[i] && !await recorder.RecordAsync(snapshot, caller, records[i]))
            {
                return new ApiError(
                    StatusCodes.Status503ServiceUnavailable, "journal_unavailable",
                    $"The gateway cannot record calls at the moment. {i} of {known.Length} were recorded{(i > 0 ? ": those at the beginning" : "")}. Try the others again later; calls with ids may all be sent again.");
            }
        }

        return TypedResults.Ok(new RecordedUsageDocument([.. records.Select((record, i) => Show(record, calls[i].Id))]));
    }

    // Where the database is away or behind there is no more to be found out: it takes a record once by its id, whenever it comes to it.
    private async Task<(UsageRecord? Record, bool IsBehind)> FindAsync(HttpContext http, UsageRecord record, CancellationToken cancellationToken)
    {
        try
        {
            return (await usage.FindAsync(http.Response, record.Id, record.OrganizationId, cancellationToken), http.Response.Headers.ContainsKey(UsageReader.PendingHeader));
        }
        catch (Exception away) when (away is DbException or StorageException)
        {
            return (null, true);
        }
    }

    // Prices may have changed in between.
    private static bool IsSame(RecordedCall call, UsageRecord record, UsageRecord before) =>
        (record.Provider, record.Model, record.RequestedModel, record.Streamed, record.Status, record.Usage, record.Duration, record.TimeToFirstToken, record.Session, record.Task, record.EndUser)
        == (before.Provider, before.Model, before.RequestedModel, before.Streamed, before.Status, before.Usage, before.Duration, before.TimeToFirstToken, before.Session, before.Task, before.EndUser)
        && (record.Tags ?? []).SequenceEqual(before.Tags ?? [])
        && (call.CostUsd is null ? before.CostSource != Core.Costs.CostSource.Provider : before.CostSource == Core.Costs.CostSource.Provider && before.Cost == record.Cost);

    private static RecordedCallDocument Show(UsageRecord record, Guid? id)
    {
        var document = record.ToDocument();
        return new RecordedCallDocument(record.Id, id, record.At, document.Outcome, document.CostUsd, document.CostSource);
    }
}
