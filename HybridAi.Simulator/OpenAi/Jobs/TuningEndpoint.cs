using System.Text;
using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Jobs;
using HybridAi.Simulator.Jobs.Tuning;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.OpenAi.Jobs;

/// <summary><c>…/fine_tuning/jobs</c></summary>
internal static class TuningEndpoint
{
    private const int FewestExamples = 10;
    private const string Organization = "simulated";

    public static Task CreateAsync(Exchange exchange) => JobAnswer.ReadAsync(exchange, (body, json) =>
    {
        if (TuningReader.Read(body, exchange, out var request) is { } error)
            return error;
        var job = Make(exchange, request!, body);
        exchange.Provider.Jobs.Tunings.Add(job);
        exchange.Entry.AnswerId = job.Id;
        exchange.Entry.Model = request!.Model.Id;
        TuningWriter.Write(json, job, job.CreatedAt);
        return null;
    });

    public static Task ListAsync(Exchange exchange) => JobAnswer.SendAsync(exchange, json =>
    {
        var wanted = exchange.Http.Request.Query
            .Where(each => each.Key.StartsWith("metadata[", StringComparison.Ordinal) && each.Key.EndsWith(']'))
            .Select(each => (Name: each.Key["metadata[".Length..^1], Value: each.Value.ToString())).ToArray();
        var jobs = exchange.Provider.Jobs.Tunings.List(exchange.Key)
            .Where(job => wanted.All(pair => TuningWriter.Metadata(job) is { } metadata && metadata.TryGetProperty(pair.Name, out var value) && value.GetString() == pair.Value));
        return JobPage.Write(exchange, json, [.. jobs], job => job.Id, job => TuningWriter.Write(json, job, JobAnswer.Now(exchange)), withEnds: false);
    });

    public static Task GetAsync(Exchange exchange) => ActAsync(exchange, "", static (_, _) => true);

    public static Task CancelAsync(Exchange exchange) => ActAsync(exchange, "cancelled", static (job, now) => job.Cancel(now));

    public static Task PauseAsync(Exchange exchange) => ActAsync(exchange, "paused", static (job, now) => job.Pause(now));

    public static Task ResumeAsync(Exchange exchange) => ActAsync(exchange, "resumed", static (job, now) => job.Resume(now));

    public static Task EventsAsync(Exchange exchange) => WithAsync(exchange, (job, json) =>
    {
        var events = TuningEvents.Of(job, JobAnswer.Now(exchange));
        return JobPage.Write(exchange, json, events, each => each.Id, each => each.Write(json), withEnds: false);
    });

    public static Task CheckpointsAsync(Exchange exchange) => WithAsync(exchange, (job, json) =>
    {
        var done = job.StepsDone(JobAnswer.Now(exchange));
        int[] steps = [.. job.Plan.Checkpoints.Where(step => step <= done).Reverse()];
        return JobPage.Write(exchange, json, steps, step => TuningWriter.CheckpointId(job, step), step => TuningWriter.WriteCheckpoint(json, job, step), usual: 10);
    });

    private static TuningJob Make(Exchange exchange, TuningRequest request, JsonElement body)
    {
        var preferences = request.Method == "dpo";
        var data = TrainingData.Read([request.Training.Content], preferences);
        var validation = request.Validation is null ? null : TrainingData.Read([request.Validation.Content], preferences);
        var simulation = exchange.Simulation;
        var origin = request.Model.Tuned?.Base ?? request.Model.Id;
        var snapshot = request.Model.FineTuning!.Snapshot ?? origin;
        var script = exchange.Provider.Script;
        return new TuningJob(JobAnswer.Now(exchange), held: false)
        {
            Id = simulation.NextId("ftjob-", 24),
            Owner = exchange.Key,
            Base = request.Model,
            TrainingFiles = [request.Training.Id],
            ValidationFiles = request.Validation is null ? [] : [request.Validation.Id],
            TunedName = $"ft:{snapshot}:{Organization}:{request.Suffix}:{simulation.NextId("", 8)}",
            Asked = body.Clone(),
            Method = request.Method,
            Seed = request.Seed ?? (long)(data.Hash % int.MaxValue),
            Plan = request.Hyperparameters.Decide(data, preferences),
            FileProblem = Problem(data, "training_file", FewestExamples) ?? (validation is null ? null : Problem(validation, "validation_file", 1)),
            Script = script.For(request.Model.Id, origin).Script.Jobs ?? ScriptedJobs.Usual,
            MakeResults = job => new StoredFile(
                simulation.NextId("file-", 24), job.Owner, "step_metrics.csv", "fine-tune-results", Encoding.UTF8.GetBytes(Results(job)), job.FinishedAt!.Value)
            {
                Made = true,
            },
        };
    }

    private static JobProblem? Problem(TrainingData data, string param, int fewest)
    {
        var what = param.Replace('_', ' ');
        if (data.Problem is { } problem)
            return new JobProblem($"invalid_{param}", $"The job failed due to an invalid {what}. Invalid file format. {problem}", param);
        return data.Examples < fewest
            ? new JobProblem("invalid_n_examples", $"{char.ToUpperInvariant(what[0])}{what[1..]} has {data.Examples} example(s), but must have at least {fewest} examples", param)
            : null;
    }

    // The provider sends the table in base64.
    private static string Results(TuningJob job)
    {
        var table = new StringBuilder("step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy\n");
        foreach (var step in TuningEvents.MetricSteps(job.Plan))
        {
            var (train, valid) = (job.Plan.Curve.TrainLoss(step), job.Plan.Curve.ValidLoss(step));
            table.Append(System.Globalization.CultureInfo.InvariantCulture, $"{step},{train},{TrainingCurve.Accuracy(train)},");
            if (job.ValidationFiles.Count > 0)
                table.Append(System.Globalization.CultureInfo.InvariantCulture, $"{valid},{TrainingCurve.Accuracy(valid)}\n");
            else
                table.Append(",\n");
        }

        return Convert.ToBase64String(Encoding.UTF8.GetBytes(table.ToString()));
    }

    private static Task ActAsync(Exchange exchange, string word, Func<TuningJob, DateTimeOffset, bool> act) => WithAsync(exchange, (job, json) =>
    {
        var now = JobAnswer.Now(exchange);
        if (!act(job, now))
            return new ApiError(ErrorKind.InvalidRequest, $"Job {job.Id} cannot be {word}: it is {TuningWriter.Status(job.Phase(now))}.", null, "invalid_job_status");
        TuningWriter.Write(json, job, now);
        return null;
    });

    private static Task WithAsync(Exchange exchange, Func<TuningJob, Utf8JsonWriter, ApiError?> answer) => JobAnswer.SendAsync(exchange, json =>
    {
        var id = JobAnswer.RouteId(exchange);
        return exchange.Provider.Jobs.Tunings.Find(exchange.Key, id) is { } job ? answer(job, json) : JobErrors.NoJob(id);
    });
}
