using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Anthropic;
using HybridAi.Simulator.Jobs;
using HybridAi.Simulator.Limits;
using HybridAi.Simulator.OpenAi.Responses;
using HybridAi.Simulator.Profiles;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator;

/// <summary>A provider at work: its data, its script and what it remembers.</summary>
internal sealed class SimulatedProvider
{
    private readonly long _seed;
    private readonly ProviderScript _first;
    private volatile ActiveScript _script;

    public SimulatedProvider(ProviderProfile profile, TimeProvider time, long seed, ProviderScript script)
    {
        Profile = profile;
        _seed = seed;
        _first = script;
        _script = new ActiveScript(script, seed);
        Limits = new KeyLimits(time);
        Cache = new PromptCache(time);
        Blocks = new BlockCache(time);
        Jobs = new JobBoard(time);
    }

    public ProviderProfile Profile { get; }

    public KeyLimits Limits { get; }

    public PromptCache Cache { get; }

    /// <summary>What was marked to be cached, for the wire that has such marks.</summary>
    public BlockCache Blocks { get; }

    /// <summary>Files, batches, fine-tuning jobs and the models they made.</summary>
    public JobBoard Jobs { get; }

    public ResponseStore Responses { get; } = new();

    public ActiveScript Script => _script;

    public void Follow(ProviderScript script) => _script = new ActiveScript(script, _seed);

    /// <summary>Back to the script at start.</summary>
    public void Reset() => Follow(_first);
}
