using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Answers;

/// <summary>The prompt prefixes that a provider has seen lately, by key and model.</summary>
internal sealed class PromptCache(TimeProvider time)
{
    private const int MaxPrefixes = 100_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, DateTimeOffset> _prefixes = [];
    private readonly Queue<ulong> _order = new();

    /// <summary>How many tokens of the prompt are cached, and how many are written to the cache by this call.</summary>
    public (int Cached, int Written) Use(string key, string model, PromptMeter prompt)
    {
        if (prompt.Steps.Count == 0)
            return (0, 0);
        var owner = Owner(key, model);
        var now = time.GetUtcNow();
        var cached = 0;
        lock (_lock)
        {
            foreach (var (tokens, hash) in prompt.Steps)
            {
                var prefix = Randomness.Mix(owner, hash);
                if (_prefixes.TryGetValue(prefix, out var until))
                {
                    if (until >= now)
                        cached = tokens;
                }
                else
                {
                    _order.Enqueue(prefix);
                }

                _prefixes[prefix] = now + Lifetime;
            }

            while (_order.Count > MaxPrefixes)
                _prefixes.Remove(_order.Dequeue());
        }

        // A prompt is never cached whole: the last token is always computed.
        if (cached == prompt.Tokens)
            cached = cached > PromptMeter.FirstStep ? cached - PromptMeter.Step : 0;
        return (cached, Math.Max(0, prompt.Steps[^1].Tokens - cached));
    }

    private static ulong Owner(string key, string model)
    {
        var meter = new PromptMeter(1);
        meter.AddHash(key);
        meter.AddHash(model);
        return meter.Hash;
    }
}
