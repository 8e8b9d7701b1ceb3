namespace HybridAi.Client.Providers;

/// <summary>A trial call of a provider that the background job made.</summary>
public sealed record ProviderProbeRecordDocument
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The model that was asked.</summary>
    public required string Model { get; init; }

    /// <summary>Whether it answered as it should.</summary>
    public bool Ok { get; init; }

    /// <summary>Its HTTP status, or null if there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>What was wrong, or null.</summary>
    public string? Message { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public double DurationMs { get; init; }
}
