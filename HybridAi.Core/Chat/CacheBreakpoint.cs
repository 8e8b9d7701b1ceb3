namespace HybridAi.Core.Chat;

/// <summary>Marks the end of a prefix that the provider is asked to cache.</summary>
/// <param name="Ttl">How long; null for the provider's default (Anthropic: five minutes, or one hour when asked).</param>
public sealed record CacheBreakpoint(TimeSpan? Ttl);
