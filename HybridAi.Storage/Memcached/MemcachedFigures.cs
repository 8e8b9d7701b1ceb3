namespace HybridAi.Storage.Memcached;

/// <summary>What a server says that it holds.</summary>
/// <param name="Items">How many values.</param>
/// <param name="Bytes">How many bytes they take.</param>
/// <param name="MostBytes">The most that they may take.</param>
/// <param name="Evictions">How many values went for want of room since it was started.</param>
internal readonly record struct MemcachedFigures(long Items, long Bytes, long MostBytes, long Evictions);
