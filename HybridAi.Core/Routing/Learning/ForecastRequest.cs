namespace HybridAi.Core.Routing.Learning;

/// <summary>What forecasts for one request have in common, whatever the deployment.</summary>
internal struct ForecastRequest
{
    public RouteRequest Request;
    public RequestContext Context;

    /// <summary>The moment, in ticks of UTC.</summary>
    public long Now;

    /// <summary>How long answers of the kind usually are, in tokens, and as a feature.</summary>
    public (double Tokens, double Feature) UsualOutput;

    /// <summary>The tokens that have the mean feature: what is typical.</summary>
    public double TypicalOutput;

    /// <summary>The features that are the same for all.</summary>
    public FeatureVector Features;
}
