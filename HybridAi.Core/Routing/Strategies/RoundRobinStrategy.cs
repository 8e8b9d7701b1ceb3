namespace HybridAi.Core.Routing.Strategies;

/// <summary>Each in turn.</summary>
public sealed class RoundRobinStrategy : IRoutingStrategy
{
    // Names that share a counter take turns all the same, if less evenly; there may be any number of names.
    private readonly uint[] _turns = new uint[4096];

    /// <inheritdoc/>
    public string Name => "round-robin";

    /// <inheritdoc/>
    public string Reason => "next in turn";

    /// <inheritdoc/>
    public bool TakesTurns => true;

    /// <inheritdoc/>
    public void Score(RouteRequest request, Span<RouteCandidate> candidates)
    {
        ref var turns = ref _turns[(uint)string.GetHashCode(request.Model, StringComparison.Ordinal) % _turns.Length];
        var next = (int)((Interlocked.Increment(ref turns) - 1) % (uint)candidates.Length);
        for (var i = 0; i < candidates.Length; i++)
            candidates[i].Score = i >= next ? i - next : i - next + candidates.Length;
    }

    /// <inheritdoc/>
    public string Tell(RouteRequest request, in RouteCandidate candidate) =>
        $"turn {candidate.Score + 1:0}";
}
