namespace HybridAi.Storage;

/// <summary>The database does not answer, or has no room for now; the same call may go well later. Nothing was changed, unless <see cref="IsOutcomeUnknown"/>.</summary>
/// <param name="message">What happened.</param>
/// <param name="inner">The cause, if there is one.</param>
public sealed class StorageUnavailableException(string message, Exception? inner = null) : StorageException(message, inner)
{
    /// <summary>Whether the connection broke during a commit, so that the change may have been made or not.</summary>
    public bool IsOutcomeUnknown { get; init; }
}
