namespace HybridAi.Simulator.Limits;

/// <summary>What a key has used within the current minute, after the call at hand.</summary>
internal readonly record struct KeyWindow(
    long RequestLimit, long RequestsUsed, long TokenLimit, long TokensUsed, long Spent, TimeSpan UntilReset)
{
    public bool RequestsExceeded => RequestsUsed > RequestLimit;

    public bool TokensExceeded => TokensUsed > TokenLimit;
}
