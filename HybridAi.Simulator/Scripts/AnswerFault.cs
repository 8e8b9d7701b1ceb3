namespace HybridAi.Simulator.Scripts;

/// <summary>Something that goes wrong in the midst of an answer.</summary>
internal sealed record AnswerFault
{
    /// <summary>The share of calls, 0 to 1; 1 when neither rate nor count is given.</summary>
    public double? Rate { get; init; }

    /// <summary>The next so many calls, then no more.</summary>
    public int? Count { get; init; }

    /// <summary>Output tokens that are sent first; 0: not even the status.</summary>
    public int AfterTokens { get; init; }
}
