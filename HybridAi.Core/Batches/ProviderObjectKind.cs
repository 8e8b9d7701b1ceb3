namespace HybridAi.Core.Batches;

/// <summary>What a provider keeps for a caller. Stored by name.</summary>
public enum ProviderObjectKind
{
    /// <summary>A file, uploaded by the caller or made by a batch.</summary>
    File,

    /// <summary>A batch of requests.</summary>
    Batch,
}
