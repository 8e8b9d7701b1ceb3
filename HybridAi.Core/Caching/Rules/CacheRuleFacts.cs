namespace HybridAi.Core.Caching.Rules;

/// <summary>What rules of the cache can know of a request.</summary>
/// <param name="Model">The model as the caller named it.</param>
/// <param name="Api">The API.</param>
/// <param name="Task">The task, or null.</param>
/// <param name="Tags">The tags, or null.</param>
/// <param name="Key">The key.</param>
/// <param name="Temperature">The temperature; only looked at if a rule asks for it.</param>
public readonly record struct CacheRuleFacts(string Model, string Api, string? Task, IReadOnlyList<string>? Tags, Guid Key, double Temperature);
