namespace HybridAi.Core.Optimization;

/// <summary>Finds what could be done better.</summary>
public interface IRecommendationRule
{
    /// <summary>What it finds; nothing without a ground.</summary>
    /// <param name="facts">What was measured.</param>
    IEnumerable<Recommendation> Find(OptimizationFacts facts);
}
