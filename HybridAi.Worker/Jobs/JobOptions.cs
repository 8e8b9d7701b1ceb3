namespace HybridAi.Worker.Jobs;

/// <summary>What every job has. Configuration section <c>Jobs:NAME</c>.</summary>
internal class JobOptions
{
    /// <summary>Whether its schedule counts. Else it only runs when it is asked for. Default: the job's own.</summary>
    public bool? Enabled { get; set; }

    /// <summary>When it runs: an interval such as <c>1h</c>, or a cron expression in UTC. Default: the job's own.</summary>
    public string? Schedule { get; set; }
}
