namespace HybridAi.Core.Routing.Auto;

/// <summary>How good an answer an auto model is asked for.</summary>
public enum QualityLevel
{
    /// <summary>The cheapest model that will do.</summary>
    Economy,

    /// <summary>The cheapest model that does it well.</summary>
    Balanced,

    /// <summary>The best model, whatever it costs.</summary>
    Best,
}
