namespace HybridAi.Simulator.Jobs.Tuning;

/// <summary>Hyperparameters as they are used, "auto" decided.</summary>
internal sealed record TrainingPlan
{
    public required double Epochs { get; init; }

    public required int BatchSize { get; init; }

    public required double LearningRate { get; init; }

    public double? Beta { get; init; }

    public required TrainingCurve Curve { get; init; }

    public long TrainedTokens { get; init; }

    public int Steps => Curve.Steps;

    /// <summary>The last steps of the last three epochs.</summary>
    public IReadOnlyList<int> Checkpoints
    {
        get
        {
            var whole = Math.Max(1, (int)Math.Ceiling(Epochs));
            return [.. Enumerable.Range(1, whole).Select(epoch => (int)Math.Ceiling((double)Steps * epoch / whole)).Distinct().TakeLast(3)];
        }
    }

    /// <summary>Small files are seen oftener: at least 100 and at most 25,000 examples in all, as the provider's guide counts.</summary>
    public static int AutoEpochs(int examples) => examples switch
    {
        < 34 => Math.Clamp(100 / Math.Max(1, examples), 3, 25),
        > 8_333 => Math.Max(1, 25_000 / examples),
        _ => 3,
    };

    public static int AutoBatch(int examples) => Math.Clamp(examples / 500, 1, 256);
}
