namespace HybridAi.Core.Health;

/// <summary>How a server that the product uses is now.</summary>
/// <param name="Name">Its name in lower case, such as <c>redis</c>.</param>
/// <param name="IsDegraded">Whether the product goes on without it.</param>
/// <param name="Since">When it became so.</param>
/// <param name="Detail">Why it is degraded, for an operator, without secrets; null if it is not.</param>
public sealed record DependencyState(string Name, bool IsDegraded, DateTimeOffset Since, string? Detail);
