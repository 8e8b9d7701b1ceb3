namespace HybridAi.Core.Routing.Learning;

/// <summary>How long answers to one kind of request are, whoever gives them; the latest counting most.</summary>
/// <param name="Key">The kind.</param>
/// <param name="Weight">How many answers it is worth.</param>
/// <param name="Tokens">Their mean length in tokens.</param>
/// <param name="Feature">The mean of their <see cref="FeatureVector.OutputFeature"/>.</param>
internal sealed record UsualOutput(ulong Key, double Weight, double Tokens, double Feature)
{
    private const double Discount = 0.99;

    public UsualOutput With(double tokens)
    {
        var weight = (Weight * Discount) + 1;
        return this with { Weight = weight, Tokens = Tokens + ((tokens - Tokens) / weight), Feature = Feature + ((FeatureVector.OutputFeature(tokens) - Feature) / weight) };
    }
}
