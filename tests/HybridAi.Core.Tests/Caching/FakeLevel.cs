using System.Collections.Concurrent;
using HybridAi.Core.Caching;

namespace HybridAi.Core.Tests.Caching;

/// <summary>A level outside of the process, as a test wants it.</summary>
internal sealed class FakeLevel(string name) : ICacheLevel
{
    public string Name => name;

    public ConcurrentDictionary<CacheKey, CachedAnswer> Kept { get; } = new();

    /// <summary>What writes wait for.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public bool IsBroken { get; set; }

    public int Asked { get; private set; }

    public async ValueTask<CachedAnswer?> FindAsync(CacheKey key, CancellationToken cancellationToken)
    {
        Asked++;
        await BreakAsync();
        return Kept.GetValueOrDefault(key);
    }

    public async ValueTask KeepAsync(CachedAnswer answer, CancellationToken cancellationToken)
    {
        await Gate.WaitAsync(cancellationToken);
        await BreakAsync();
        Kept[answer.Key] = answer;
    }

    public async ValueTask RemoveAsync(CacheKey key, CancellationToken cancellationToken)
    {
        await BreakAsync();
        Kept.TryRemove(key, out _);
    }

    public async ValueTask<CacheLevelStatus> StatusAsync(CancellationToken cancellationToken)
    {
        await BreakAsync();
        return new CacheLevelStatus(Name, Kept.Count, null, null);
    }

    private async Task BreakAsync()
    {
        await Task.Yield();
        if (IsBroken)
            throw new IOException("broken");
    }
}
