using System.Globalization;
using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Jobs;
using HybridAi.Simulator.Jobs.Tuning;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Mistral;

/// <summary><c>…/fine_tuning/jobs</c></summary>
internal static class MistralTuning
{
    private const int UsualBatch = 8;
    private const double UsualEpochs = 3;

    // The curve counts in multiples of the usual rate.
    private const double UsualRate = 0.0001;

    public static Task CreateAsync(Exchange exchange) => JobAnswer.ReadAsync(exchange, (body, json) =>
    {
        if (MistralTuningReader.Read(body, exchange, out var request) is { } error)
            return error;
        var job = Make(exchange, request!, body);
        if (exchange.Http.Request.Query["dry_run"] == "true")
        {
            MistralTuningWriter.WriteEstimate(json, job);
            return null;
        }

        exchange.Provider.Jobs.Tunings.Add(job);
        exchange.Entry.AnswerId = job.Id;
        exchange.Entry.Model = request!.Model.Id;
        MistralTuningWriter.Write(json, job, job.CreatedAt, detailed: false);
        return null;
    });

    public static Task ListAsync(Exchange exchange) => JobAnswer.SendAsync(exchange, json =>
    {
        var now = JobAnswer.Now(exchange);
        var query = exchange.Http.Request.Query;
        var (model, status, suffix) = (query["model"].ToString(), query["status"].ToString(), query["suffix"].ToString());
        var jobs = exchange.Provider.Jobs.Tunings.List(exchange.Key).Where(job =>
            (model.Length == 0 || MistralTuningWriter.Asked(job, "model") == model)
            && (status.Length == 0 || MistralTuningWriter.Status(job.Phase(now)) == status)
            && (suffix.Length == 0 || MistralTuningWriter.Asked(job, "suffix") == suffix));
        return MistralPage.Write(exchange, json, [.. jobs], job => MistralTuningWriter.Write(json, job, now, detailed: false));
    });

    public static Task GetAsync(Exchange exchange) => ActAsync(exchange, "", static (_, _) => true);

    public static Task StartAsync(Exchange exchange) => ActAsync(exchange, "started", static (job, now) => job.Start(now));

    public static Task CancelAsync(Exchange exchange) => ActAsync(exchange, "cancelled", static (job, now) => job.Cancel(now));

    private static TuningJob Make(Exchange exchange, MistralTuningRequest request, JsonElement body)
    {
        var now = JobAnswer.Now(exchange);
        var simulation = exchange.Simulation;
        var data = TrainingData.Read(request.Training.Select(file => file.Content), preferences: false);
        var validation = TrainingData.Read(request.Validation.Select(file => file.Content), preferences: false);
        var id = MistralIds.Next(simulation);
        var origin = request.Model.Tuned?.Base ?? request.Model.Id;
        var suffix = request.Suffix is { } given ? $"{given}:" : "";
        return new TuningJob(now, held: !request.AutoStart)
        {
            Id = id,
            Owner = exchange.Key,
            Base = request.Model,
            TrainingFiles = [.. request.Training.Select(file => file.Id)],
            ValidationFiles = [.. request.Validation.Select(file => file.Id)],
            TunedName = $"ft:{origin}:{suffix}{now.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}:{id[..8]}",
            Asked = body.Clone(),
            Plan = Decide(request, data),
            FileProblem = Problem(data, "training_files", request.Skip) ?? (request.Validation.Count > 0 ? Problem(validation, "validation_files", request.Skip) : null),
            Script = exchange.Provider.Script.For(request.Model.Id, origin).Script.Jobs ?? ScriptedJobs.Usual,
        };
    }

    private static TrainingPlan Decide(MistralTuningRequest request, TrainingData data)
    {
        var perEpoch = Math.Max(1, (int)Math.Ceiling((double)data.Examples / UsualBatch));
        var steps = request.Steps ?? Math.Max(1, (int)Math.Round(perEpoch * (request.Epochs ?? UsualEpochs)));
        var epochs = (double)steps / perEpoch;
        return new TrainingPlan
        {
            Epochs = epochs,
            BatchSize = UsualBatch,
            LearningRate = request.LearningRate,
            Curve = new TrainingCurve(data.Hash, steps, epochs, request.LearningRate / UsualRate, data.Examples),
            TrainedTokens = (long)Math.Round(data.Tokens * epochs),
        };
    }

    private static JobProblem? Problem(TrainingData data, string param, double skip)
    {
        if (data.Examples == 0 && data.Problem is null)
            return new JobProblem("empty_file", "The files hold no examples.", param);
        return data.Problem is { } problem && data.Invalid > skip * (data.Examples + data.Invalid)
            ? new JobProblem("invalid_sample", $"Invalid samples in {param}. {problem}", param)
            : null;
    }

    private static Task ActAsync(Exchange exchange, string word, Func<TuningJob, DateTimeOffset, bool> act) => JobAnswer.SendAsync(exchange, json =>
    {
        var id = JobAnswer.RouteId(exchange);
        if (exchange.Provider.Jobs.Tunings.Find(exchange.Key, id) is not { } job)
            return MistralFiles.NotFound("Job", id);
        var now = JobAnswer.Now(exchange);
        if (!act(job, now))
            return new ApiError(ErrorKind.InvalidRequest, $"The job is in status {MistralTuningWriter.Status(job.Phase(now))} and cannot be {word}.");
        MistralTuningWriter.Write(json, job, now, detailed: true);
        return null;
    });
}
