using HybridAi.Core.Costs;

namespace HybridAi.Gateway.Recording;

/// <summary>What requests that ended within some time were.</summary>
internal readonly record struct LiveFigures(
    long Requests, long Failed, long Cancelled, long Cached, long InputTokens, long OutputTokens, Cost Cost, TimeSpan Duration)
{
    public LiveFigures Plus(in LiveFigures other) => new(
        Requests + other.Requests, Failed + other.Failed, Cancelled + other.Cancelled, Cached + other.Cached, InputTokens + other.InputTokens, OutputTokens + other.OutputTokens,
        new Cost(Cost.NanoDollars + other.Cost.NanoDollars), Duration + other.Duration);
}
