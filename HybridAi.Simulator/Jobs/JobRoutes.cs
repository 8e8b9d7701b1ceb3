using HybridAi.Simulator.Http;
using HybridAi.Simulator.Mistral;
using HybridAi.Simulator.OpenAi.Jobs;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.Jobs;

internal sealed record JobRoute(string Method, string Path, Func<Exchange, Task> HandleAsync);

/// <summary>The paths of files, batches and fine-tuning jobs, behind a provider's base path.</summary>
internal static class JobRoutes
{
    private static readonly JobRoute[] FilesAndBatches =
    [
        new("POST", "/files", FilesEndpoint.CreateAsync),
        new("GET", "/files", FilesEndpoint.ListAsync),
        new("GET", "/files/{id}", FilesEndpoint.GetAsync),
        new("DELETE", "/files/{id}", FilesEndpoint.DeleteAsync),
        new("GET", "/files/{id}/content", FilesEndpoint.ContentAsync),
        new("POST", "/batches", BatchesEndpoint.CreateAsync),
        new("GET", "/batches", BatchesEndpoint.ListAsync),
        new("GET", "/batches/{id}", BatchesEndpoint.GetAsync),
        new("POST", "/batches/{id}/cancel", BatchesEndpoint.CancelAsync),
    ];

    private static readonly JobRoute[] OpenAi =
    [
        .. FilesAndBatches,
        new("POST", "/fine_tuning/jobs", TuningEndpoint.CreateAsync),
        new("GET", "/fine_tuning/jobs", TuningEndpoint.ListAsync),
        new("GET", "/fine_tuning/jobs/{id}", TuningEndpoint.GetAsync),
        new("POST", "/fine_tuning/jobs/{id}/cancel", TuningEndpoint.CancelAsync),
        new("POST", "/fine_tuning/jobs/{id}/pause", TuningEndpoint.PauseAsync),
        new("POST", "/fine_tuning/jobs/{id}/resume", TuningEndpoint.ResumeAsync),
        new("GET", "/fine_tuning/jobs/{id}/events", TuningEndpoint.EventsAsync),
        new("GET", "/fine_tuning/jobs/{id}/checkpoints", TuningEndpoint.CheckpointsAsync),
    ];

    private static readonly JobRoute[] Mistral =
    [
        new("POST", "/files", MistralFiles.CreateAsync),
        new("GET", "/files", MistralFiles.ListAsync),
        new("GET", "/files/{id}", MistralFiles.GetAsync),
        new("DELETE", "/files/{id}", MistralFiles.DeleteAsync),
        new("GET", "/files/{id}/content", MistralFiles.ContentAsync),
        new("POST", "/batch/jobs", MistralBatches.CreateAsync),
        new("GET", "/batch/jobs", MistralBatches.ListAsync),
        new("GET", "/batch/jobs/{id}", MistralBatches.GetAsync),
        new("DELETE", "/batch/jobs/{id}", MistralBatches.DeleteAsync),
        new("POST", "/batch/jobs/{id}/cancel", MistralBatches.CancelAsync),
        new("POST", "/fine_tuning/jobs", MistralTuning.CreateAsync),
        new("GET", "/fine_tuning/jobs", MistralTuning.ListAsync),
        new("GET", "/fine_tuning/jobs/{id}", MistralTuning.GetAsync),
        new("POST", "/fine_tuning/jobs/{id}/start", MistralTuning.StartAsync),
        new("POST", "/fine_tuning/jobs/{id}/cancel", MistralTuning.CancelAsync),
        new("PATCH", "/fine_tuning/models/{id}", MistralTunedModels.UpdateAsync),
        new("POST", "/fine_tuning/models/{id}/archive", exchange => MistralTunedModels.ArchiveAsync(exchange, archived: true)),
        new("DELETE", "/fine_tuning/models/{id}/archive", exchange => MistralTunedModels.ArchiveAsync(exchange, archived: false)),
    ];

    public static IReadOnlyList<JobRoute> Of(JobsWire wire) => wire switch
    {
        JobsWire.OpenAi => OpenAi,
        JobsWire.Groq => FilesAndBatches,
        JobsWire.Mistral => Mistral,
        _ => [],
    };

    /// <summary>There is such a path, for another method.</summary>
    public static bool Knows(JobsWire wire, string path)
    {
        var asked = path.Split('/');
        return Of(wire).Any(route => route.Path.Split('/') is var parts && parts.Length == asked.Length
            && parts.Zip(asked).All(pair => pair.First == pair.Second || (pair.First is ['{', ..] && pair.Second.Length > 0)));
    }
}
