using System.ComponentModel.DataAnnotations;

namespace HybridAi.Worker.Running;

/// <summary>How a worker runs jobs. Configuration section <c>Worker</c>.</summary>
internal sealed class WorkerOptions
{
    /// <summary>How long a run belongs to a worker that says nothing more. After that another one takes it over. 1 s to 1 h. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a run is begun before it counts as failed because its workers died. 1 to 100. Default 3.</summary>
    [Range(1, 100)]
    public int Attempts { get; set; } = 3;

    /// <summary>How often the database is asked for something to do. 50 ms to 1 min. Default 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The worker's name in the history of runs. Default: the machine's name and the process' id.</summary>
    [StringLength(100)]
    public string? Name { get; set; }
}
