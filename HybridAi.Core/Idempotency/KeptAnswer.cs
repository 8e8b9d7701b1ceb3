namespace HybridAi.Core.Idempotency;

/// <summary>An answer as it was given.</summary>
/// <param name="ContentType">Its type.</param>
/// <param name="Headers">The gateway's own headers of it.</param>
/// <param name="Body">Its body.</param>
public sealed record KeptAnswer(string ContentType, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body);
