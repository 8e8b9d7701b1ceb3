namespace HybridAi.Storage;

/// <summary>The storage cannot be opened or used as it stands, and somebody has to act: the message says on what.</summary>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="inner">The cause, if there is one.</param>
public class StorageException(string message, Exception? inner = null) : Exception(message, inner);
