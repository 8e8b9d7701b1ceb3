namespace HybridAi.Gateway.Hedging;

/// <summary>What callers are told of hedging: the values of <c>x-hybridai-hedge</c>.</summary>
internal static class HedgeStatus
{
    /// <summary>A second attempt was made; the first one answered.</summary>
    public const string First = "first";

    /// <summary>A second attempt was made and had content first.</summary>
    public const string Second = "second";

    /// <summary>A second attempt was made, then the first one failed, and the second one went on alone.</summary>
    public const string Fallback = "fallback";

    /// <summary>A second attempt was made, and neither became the answer: both failed.</summary>
    public const string Failed = "failed";

    /// <summary>The first attempt was not late, or failed before it was.</summary>
    public const string InTime = "no; in-time";
}
