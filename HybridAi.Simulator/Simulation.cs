using System.Collections.Frozen;
using HybridAi.Simulator.Catalog;
using HybridAi.Simulator.Invoices;
using HybridAi.Simulator.Logs;
using HybridAi.Simulator.Profiles;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator;

/// <summary>What one running Simulator knows.</summary>
internal sealed class Simulation
{
    private const string Base62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private readonly ulong _instance;
    private long _ids;

    public Simulation(ModelCatalog catalog, TimeProvider time, long seed, IReadOnlyDictionary<string, ProviderScript> scripts)
    {
        Catalog = catalog;
        Time = time;
        Seed = seed;

        // Answers repeat for the same seed; ids never do, not even after a restart.
        _instance = Randomness.Mix(unchecked((ulong)seed), (ulong)time.GetUtcNow().UtcTicks);
        Providers = ProviderProfiles.All.ToFrozenDictionary(
            profile => profile.Name,
            profile => new SimulatedProvider(profile, time, seed, scripts.GetValueOrDefault(profile.Name) ?? ProviderScript.Empty));
    }

    public ModelCatalog Catalog { get; }

    public TimeProvider Time { get; }

    public long Seed { get; }

    public Invoice Invoice { get; } = new();

    public RequestLog Log { get; } = new();

    public FrozenDictionary<string, SimulatedProvider> Providers { get; }

    /// <summary>An id that was never given before.</summary>
    public string NextId(string prefix, int length)
    {
        var random = new Randomness(Randomness.Mix(_instance, (ulong)Interlocked.Increment(ref _ids)));
        return string.Create(prefix.Length + length, (prefix, random), static (text, state) =>
        {
            state.prefix.CopyTo(text);
            for (var i = state.prefix.Length; i < text.Length; i++)
                text[i] = Base62[state.random.NextIndex(Base62.Length)];
        });
    }
}
