namespace HybridAi.Benchmarks.Workload.World;

/// <summary>A kind of work that requests are for. Sizes in tokens; those of a request spread around them.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Share">Its share of the sessions.</param>
/// <param name="Instructions">How all of its prompts begin: instructions, tools.</param>
/// <param name="Input">What a request adds.</param>
/// <param name="Output">What is answered.</param>
/// <param name="MostOutput">What callers allow at the most; null: they do not say.</param>
/// <param name="Streamed">The share of requests that want a stream.</param>
/// <param name="Turns">How many requests a session has on average, each with all that came before.</param>
/// <param name="Pause">Seconds between the turns of a session, on average.</param>
internal sealed record TaskProfile(
    string Name, double Share, int Instructions, int Input, int Output, int? MostOutput = null, double Streamed = 0, double Turns = 1, double Pause = 0)
{
    public static readonly IReadOnlyList<TaskProfile> All =
    [
        new("classification", 0.16, 300, 350, 6, MostOutput: 16),
        new("extraction", 0.12, 600, 1200, 180, MostOutput: 1000),
        new("summary", 0.10, 150, 4000, 280, Streamed: 0.5),
        new("translation", 0.08, 100, 500, 520, Streamed: 0.5),
        new("answers from documents", 0.16, 1500, 3200, 260, Streamed: 1),
        new("chat", 0.12, 400, 120, 260, Streamed: 1, Turns: 5, Pause: 40),
        new("agent", 0.06, 3500, 700, 140, Streamed: 0.3, Turns: 8, Pause: 12),
        new("code", 0.08, 500, 1500, 700, MostOutput: 4000, Streamed: 0.8),
        new("mathematics", 0.06, 100, 300, 900, Streamed: 0.5),
        new("writing", 0.06, 200, 300, 1100, Streamed: 0.8),
    ];

    /// <summary>The number of the task for a draw.</summary>
    /// <param name="share">At least 0, below 1.</param>
    public static int At(double share) => Shares.At(All, static task => task.Share, share);
}
