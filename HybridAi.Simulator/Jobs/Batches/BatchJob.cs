using System.Text.Json;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Jobs.Batches;

/// <summary>A batch of requests, whatever the wire. Its lines are answered one after the other over its time.</summary>
internal sealed class BatchJob(DateTimeOffset createdAt) : IJob
{
    private const double ShareOfRunning = 0.9;

    private readonly BatchResults _output = new();
    private readonly BatchResults _errors = new();
    private IReadOnlyList<BatchLine> _lines = [];

    public required string Id { get; init; }

    public required string Owner { get; init; }

    public required IReadOnlyList<string> InputFiles { get; init; }

    public required string Endpoint { get; init; }

    public string Window { get; init; } = "24h";

    public JsonElement? Metadata { get; init; }

    public string? Model { get; init; }

    public required IReadOnlyList<BatchLine> Lines
    {
        get => _lines;
        init
        {
            _lines = value;
            Total = value.Count;
            PendingBytes = value.Sum(line => (long)line.Body.Length);
        }
    }

    /// <summary>What is wrong with the input: nothing of it is answered.</summary>
    public IReadOnlyList<BatchProblem> Problems { get; init; } = [];

    public required ScriptedJobs Script { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>How long the files that are made live; null: as long as there is room.</summary>
    public TimeSpan? OutputLifetime { get; init; }

    /// <summary>Makes the ids of what is made.</summary>
    public required Func<string, string> NextId { get; init; }

    /// <summary>Answers say which request they were to.</summary>
    public bool WritesRequestIds { get; init; } = true;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public int Total { get; private init; }

    public int Done { get; private set; }

    public int Succeeded { get; private set; }

    public int Failed => Done - Succeeded;

    public long PendingBytes { get; private set; }

    public BatchUsage Usage { get; private set; }

    public DateTimeOffset? CancelledAt { get; private set; }

    public string? OutputFile { get; private set; }

    public string? ErrorFile { get; private set; }

    /// <summary>Closed: nothing happens to it any more.</summary>
    public BatchPhase? End { get; private set; }

    public DateTimeOffset StartAt => CreatedAt + Script.Queue;

    public DateTimeOffset FinalizingAt => StartAt + (Script.Duration * ShareOfRunning);

    public DateTimeOffset CompletedAt => StartAt + Script.Duration;

    /// <summary>How long it takes to stop after it was told to.</summary>
    public DateTimeOffset? StoppedAt => CancelledAt + (Script.Queue / 2);

    public BatchPhase Phase(DateTimeOffset now)
    {
        if (End is { } end)
            return end;
        if (CancelledAt is not null)
            return BatchPhase.Cancelling;
        if (now < StartAt || Problems.Count > 0)
            return BatchPhase.Validating;
        return now < FinalizingAt || Done < Total ? BatchPhase.Running : BatchPhase.Finalizing;
    }

    public bool Cancel(DateTimeOffset now)
    {
        if (End is not null)
            return false;
        CancelledAt ??= now;
        return true;
    }

    /// <summary>Answers the lines that are due, and closes the batch when it is time. Only one caller at a time.</summary>
    public async Task AdvanceAsync(Simulation simulation, SimulatedProvider provider, DateTimeOffset now)
    {
        if (End is not null)
            return;
        if (Problems.Count > 0)
        {
            if (now >= StartAt)
                Close(provider, BatchPhase.Failed, StartAt);
            return;
        }

        var until = Earliest(Earliest(now, CancelledAt), ExpiresAt);
        for (var due = DueLines(until); Done < due; Done++)
            await AnswerAsync(simulation, provider, Lines[Done]);
        if (now >= StoppedAt)
            Close(provider, BatchPhase.Cancelled, StoppedAt.Value);
        else if (CancelledAt is null && now >= ExpiresAt && CompletedAt > ExpiresAt)
            Close(provider, BatchPhase.Expired, ExpiresAt);
        else if (CancelledAt is null && now >= CompletedAt)
            Close(provider, BatchPhase.Completed, CompletedAt);
    }

    private static DateTimeOffset Earliest(DateTimeOffset a, DateTimeOffset? b) => b < a ? b.Value : a;

    private int DueLines(DateTimeOffset until)
    {
        if (until < StartAt)
            return 0;
        return until >= FinalizingAt ? Total : (int)(Total * ((until - StartAt) / (FinalizingAt - StartAt)));
    }

    private async Task AnswerAsync(Simulation simulation, SimulatedProvider provider, BatchLine line)
    {
        var (status, requestId, body) = await BatchExecutor.ExecuteAsync(simulation, provider, this, line);
        PendingBytes -= line.Body.Length;
        if (status == StatusCodes.Status200OK)
        {
            Succeeded++;
            Usage += BatchUsage.Of(body);
        }
        else if (body is not [(byte)'{', ..])
        {
            // What failed in front of the provider is no JSON, and has no place in a line of it.
            _errors.AddUnanswered(NextId("batch_req_"), line.CustomId, "server_error", $"The request failed with status {status}.");
            return;
        }

        (status == StatusCodes.Status200OK ? _output : _errors).Add(NextId("batch_req_"), line.CustomId, status, WritesRequestIds ? requestId : null, body);
    }

    private void Close(SimulatedProvider provider, BatchPhase end, DateTimeOffset at)
    {
        if (end == BatchPhase.Expired)
        {
            foreach (var line in Lines.Skip(Done))
                _errors.AddUnanswered(NextId("batch_req_"), line.CustomId, "batch_expired", "This request could not be executed before the completion window expired.");
        }

        OutputFile = Keep(provider, _output, "output", at);
        ErrorFile = Keep(provider, _errors, "error", at);
        (_lines, PendingBytes, End) = ([], 0, end);
    }

    private string? Keep(SimulatedProvider provider, BatchResults results, string what, DateTimeOffset at)
    {
        if (results.IsEmpty)
            return null;
        var file = new StoredFile(NextId("file-"), Owner, $"{Id}_{what}.jsonl", "batch_output", results.ToArray(), at)
        {
            ExpiresAt = at + OutputLifetime,
            Made = true,
        };
        provider.Jobs.Files.Add(file);
        return file.Id;
    }
}
