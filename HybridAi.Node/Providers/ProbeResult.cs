namespace HybridAi.Node.Providers;

/// <summary>What a trial call of a provider showed.</summary>
public sealed record ProbeResult
{
    /// <summary>Whether it answered as its format does; null: it was not tried.</summary>
    public bool? Ok { get; init; }

    /// <summary>The model that was asked, or null if there was none to ask.</summary>
    public string? Model { get; init; }

    /// <summary>Its HTTP status, or null if there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>What was wrong, or why it was not tried.</summary>
    public string? Message { get; init; }

    /// <summary>How long it took, or null if it was not tried.</summary>
    public TimeSpan? Duration { get; init; }
}
