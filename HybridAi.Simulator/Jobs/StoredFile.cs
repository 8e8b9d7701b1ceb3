namespace HybridAi.Simulator.Jobs;

/// <summary>A file that was uploaded, or that a job has made.</summary>
internal sealed record StoredFile(string Id, string Owner, string Name, string Purpose, byte[] Content, DateTimeOffset CreatedAt)
{
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What the upload said it was; null when it did not say.</summary>
    public string? MediaType { get; init; }

    /// <summary>Made by the provider, not uploaded.</summary>
    public bool Made { get; init; }
}
