namespace HybridAi.Core.Health;

/// <summary>
/// How long a deployment's calls usually take, from stretches of time that each have a count, a mean and a spread of logarithms (<see cref="LatencyMoments"/>).
/// It tells what differs between calls from what differs between times: at night, under load or with other prompts a healthy deployment is quicker or slower
/// than its mean, too.
/// </summary>
/// <param name="Stretches">How many stretches had calls.</param>
/// <param name="Count">The calls of all: Σn.</param>
/// <param name="CountSquares">Σn².</param>
/// <param name="Means">Σn·m with each stretch's mean m.</param>
/// <param name="MeanSquares">Σn·m².</param>
/// <param name="Squares">The sum of the squared distances of the calls from their stretch's mean.</param>
public readonly record struct LatencyBaseline(long Stretches, long Count, double CountSquares, double Means, double MeanSquares, double Squares)
{
    /// <summary>The mean of the logarithms; 0 without any.</summary>
    public double Mean => Count == 0 ? 0 : Means / Count;

    /// <summary>The geometric mean in milliseconds; null without any.</summary>
    public double? GeometricMean => Count == 0 ? null : Math.Exp(Mean);

    /// <summary>The variance between calls of one stretch.</summary>
    public double Within => Count > Stretches ? Math.Max(0, Squares / (Count - Stretches)) : 0;

    /// <summary>
    /// The variance of the means of stretches beyond what <see cref="Within"/> explains, by the method of moments for random effects (DerSimonian and Laird, "Meta-analysis
    /// in clinical trials", 1986).
    /// </summary>
    public double Between
    {
        get
        {
            if (Stretches < 2)
                return 0;
            var spread = MeanSquares - (Count * Mean * Mean);
            var weight = Count - (CountSquares / Count);
            return weight <= 0 ? 0 : Math.Max(0, (spread - ((Stretches - 1) * Within)) / weight);
        }
    }

    /// <summary>With one stretch more.</summary>
    /// <param name="stretch">The stretch; nothing changes if it has no calls.</param>
    public LatencyBaseline With(in LatencyMoments stretch) => stretch.Count == 0 ? this : new LatencyBaseline(
        Stretches + 1, Count + stretch.Count, CountSquares + ((double)stretch.Count * stretch.Count), Means + (stretch.Count * stretch.Mean),
        MeanSquares + (stretch.Count * stretch.Mean * stretch.Mean), Squares + stretch.Squares);
}
