namespace HybridAi.Client.Caching;

/// <summary>The semantic cache: what it does, how much it holds, and what was measured of each model.</summary>
public sealed record SemanticCacheDocument
{
    /// <summary><c>off</c>, <c>shadow</c> or <c>on</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>What makes the vectors and what guards them: measurements of another method do not count.</summary>
    public required string Method { get; init; }

    /// <summary>How many prompts the index of this gateway holds.</summary>
    public required int Entries { get; init; }

    /// <summary>About how much memory they take, in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>The precision that has to be shown before answers are given; 0: none.</summary>
    public required double MinPrecision { get; init; }

    /// <summary>The models that anything was measured of.</summary>
    public required IReadOnlyList<SemanticModelDocument> Models { get; init; }
}

/// <summary>What was measured of a model, for the requests of an organization.</summary>
public sealed record SemanticModelDocument
{
    /// <summary>The organization.</summary>
    public required Guid Organization { get; init; }

    /// <summary>The model's name as callers write it.</summary>
    public required string Model { get; init; }

    /// <summary><c>open</c>: not enough is known; <c>shown</c>: the precision is shown from the threshold on; <c>refuted</c>: it is too low, and nothing is answered.</summary>
    public required string State { get; init; }

    /// <summary>From which similarity on answers are given; null: none are.</summary>
    public double? Threshold { get; init; }

    /// <summary>How many answers were compared from the threshold on, when this was last judged.</summary>
    public required long Compared { get; init; }

    /// <summary>How many of them agreed.</summary>
    public required long Agreed { get; init; }

    /// <summary>What the precision is at least, with 97.5 % confidence.</summary>
    public required double PrecisionAtLeast { get; init; }

    /// <summary>All comparisons so far, by similarity.</summary>
    public required IReadOnlyList<SemanticBinDocument> Bins { get; init; }
}

/// <summary>Comparisons at one similarity.</summary>
/// <param name="Similarity">The least similarity; the next bin begins 0.01 above.</param>
/// <param name="Compared">How many answers were compared.</param>
/// <param name="Agreed">How many agreed.</param>
public sealed record SemanticBinDocument(double Similarity, long Compared, long Agreed);
