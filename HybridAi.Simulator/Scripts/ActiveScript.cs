namespace HybridAi.Simulator.Scripts;

/// <summary>A script at work: draws what happens to each call, the same for the same seed and order of calls.</summary>
internal sealed class ActiveScript
{
    private readonly ulong _seed;
    private readonly Chance[] _errors;
    private readonly Chance _stall;
    private readonly Chance _cut;
    private readonly Chance _malformed;
    private readonly Chance _streamError;
    private readonly Dictionary<string, ActiveScript> _models = new(StringComparer.Ordinal);
    private readonly bool _nothing;
    private long _calls;

    public ActiveScript(ProviderScript script, long defaultSeed)
    {
        Script = script;
        Seed = script.Seed ?? defaultSeed;
        _seed = unchecked((ulong)Seed);
        _errors = [.. (script.Errors ?? []).Select(error => new Chance(error.Rate, error.Count))];
        _stall = Chance.Of(script.Stall);
        _cut = Chance.Of(script.Cut);
        _malformed = Chance.Of(script.Malformed);
        _streamError = Chance.Of(script.StreamError);
        foreach (var (model, inner) in script.Models ?? new Dictionary<string, ProviderScript>())
            _models[model] = new ActiveScript((script with { Models = null }).OverriddenBy(inner), Seed);
        _nothing = script with { Seed = null, Models = null, RateLimit = null, Jobs = null } == ProviderScript.Empty;
    }

    public ProviderScript Script { get; }

    public long Seed { get; }

    public ActiveScript For(string? model) =>
        model is not null && _models.TryGetValue(model, out var own) ? own : this;

    /// <summary>The script of a tuned model: its own, or that of the model it was made from.</summary>
    public ActiveScript For(string tuned, string origin) => _models.TryGetValue(tuned, out var own) ? own : For(origin);

    /// <summary>The script says something about this very model.</summary>
    public bool Names(string model) => _models.ContainsKey(model);

    /// <summary>Decides about a call to a model.</summary>
    /// <param name="quality">The probability of a good answer, in place of the script's.</param>
    public CallPlan Draw(double? quality = null)
    {
        if (_nothing && quality is null)
            return new CallPlan();
        var random = new Randomness(Randomness.Mix(_seed, (ulong)Interlocked.Increment(ref _calls)));
        return new CallPlan
        {
            LatencyMs = Script.Latency?.Draw(ref random) ?? 0,
            FirstTokenMs = Script.TimeToFirstTokenMs?.Draw(ref random) ?? 0,
            TokensPerSecond = Script.TokensPerSecond,
            Good = random.NextUnit() < (quality ?? Script.Quality ?? 1),
            Error = DrawError(ref random, counted: true),
            Stall = _stall.Hits(ref random) ? Script.Stall : null,
            Cut = _cut.Hits(ref random) ? Script.Cut : null,
            Malformed = _malformed.Hits(ref random) ? Script.Malformed : null,
            StreamError = _streamError.Hits(ref random) ? Script.StreamError : null,
            OmitUsage = Script.OmitUsage ?? false,
            OmitDone = Script.OmitDone ?? false,
        };
    }

    /// <summary>Decides about a call that uses no model. Errors that are counted wait for a call that does.</summary>
    public CallPlan DrawListing()
    {
        if (_nothing)
            return new CallPlan();
        var random = new Randomness(Randomness.Mix(_seed, (ulong)Interlocked.Increment(ref _calls)));
        return new CallPlan
        {
            LatencyMs = Script.Latency?.Draw(ref random) ?? 0,
            Error = DrawError(ref random, counted: false),
        };
    }

    private ScriptedError? DrawError(ref Randomness random, bool counted)
    {
        for (var i = 0; i < _errors.Length; i++)
        {
            if ((counted || !_errors[i].Counted) && _errors[i].Hits(ref random))
                return Script.Errors![i];
        }

        return null;
    }

    /// <summary>A rate and the number of hits that are left.</summary>
    private sealed class Chance(double? rate, int? count)
    {
        private int _left = count ?? 0;

        public bool Counted => count is not null;

        public static Chance Of(AnswerFault? fault) => fault is null ? new Chance(0, null) : new Chance(fault.Rate, fault.Count);

        public bool Hits(ref Randomness random)
        {
            if (rate is { } share && random.NextUnit() >= share)
                return false;
            return count is null || (Volatile.Read(ref _left) > 0 && Interlocked.Decrement(ref _left) >= 0);
        }
    }
}
