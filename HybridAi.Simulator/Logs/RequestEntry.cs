namespace HybridAi.Simulator.Logs;

/// <summary>One request as it was asked, and how it went.</summary>
internal sealed class RequestEntry
{
    public required string Provider { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string RequestId { get; init; }

    public KeyValuePair<string, string>[] Headers { get; set; } = [];

    public byte[] Body { get; set; } = [];

    public string? Model { get; set; }

    public bool Stream { get; set; }

    public int? Status { get; set; }

    public string? AnswerId { get; set; }

    public Outcome Outcome { get; set; }

    public double? DurationMs { get; set; }
}
