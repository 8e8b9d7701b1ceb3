using System.Globalization;

namespace HybridAi.Core.Routing.Strategies;

/// <summary>What stands behind scores, in words.</summary>
internal static class ScoreWords
{
    public const string NotMeasured = "not measured lately";

    public static string Wait(double milliseconds) => double.IsInfinity(milliseconds) ? NotMeasured : $"expected wait {Milliseconds(milliseconds)}";

    public static string Milliseconds(double milliseconds) => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0} ms");

    public static string Cost(double usd) => double.IsInfinity(usd) ? "price not known" : string.Create(CultureInfo.InvariantCulture, $"expected cost {usd:0.000000} USD");

    public static string Weight(Deployment deployment) =>
        deployment.Weight > 0 ? string.Create(CultureInfo.InvariantCulture, $"weight {deployment.Weight:0.###}") : "weight 0: only if no other can";
}
