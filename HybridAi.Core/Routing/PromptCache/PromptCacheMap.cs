namespace HybridAi.Core.Routing.PromptCache;

/// <summary>
/// Remembers which deployment was sent which beginning of a prompt, so that the next request with it goes where the provider has it in its
/// cache. Bounded: a mark replaces whatever had its place. Any number of threads may use it; none waits.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class PromptCacheMap(TimeProvider time)
{
    /// <summary>How long a provider keeps a beginning that nobody asks for (Anthropic: 5 minutes; OpenAI: 5 to 10).</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private const int Places = 16_384;
    private static readonly TimeSpan WorthRenewing = TimeSpan.FromSeconds(30);

    private readonly Entry?[] _places = new Entry?[Places];

    /// <summary>Finds the longest beginning that a deployment was sent lately.</summary>
    /// <param name="prefix">The marks, shortest first.</param>
    /// <param name="tokens">About how many tokens of it that deployment's provider has.</param>
    /// <returns>The deployment's id, or null.</returns>
    public string? Find(ReadOnlySpan<PrefixMark> prefix, out int tokens)
    {
        var now = time.GetTimestamp();
        for (var i = prefix.Length - 1; i >= 0; i--)
        {
            if (Volatile.Read(ref PlaceOf(prefix[i])) is { } entry && entry.Hash == prefix[i].Hash && time.GetElapsedTime(entry.At, now) < Lifetime)
            {
                tokens = prefix[i].Tokens;
                return entry.Deployment;
            }
        }

        tokens = 0;
        return null;
    }

    /// <summary>A deployment has been sent a beginning, and has answered.</summary>
    /// <param name="prefix">The marks.</param>
    /// <param name="deployment">The deployment's id.</param>
    public void Remember(ReadOnlySpan<PrefixMark> prefix, string deployment)
    {
        var now = time.GetTimestamp();
        foreach (ref readonly var mark in prefix)
        {
            ref var place = ref PlaceOf(mark);
            if (Volatile.Read(ref place) is { } known && known.Hash == mark.Hash && known.Deployment == deployment && time.GetElapsedTime(known.At, now) < WorthRenewing)
                continue;
            Volatile.Write(ref place, new Entry(mark.Hash, deployment, now));
        }
    }

    private ref Entry? PlaceOf(in PrefixMark mark) => ref _places[mark.Hash % Places];

    private sealed record Entry(ulong Hash, string Deployment, long At);
}
