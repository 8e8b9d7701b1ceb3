using HybridAi.Core.Routing;

namespace HybridAi.Benchmarks.Workload.World;

/// <summary>A request, the same for every contender.</summary>
/// <param name="Number">Its number in the order of arrival.</param>
/// <param name="At">When it arrives.</param>
/// <param name="Task">The number of its task in <see cref="TaskProfile.All"/>.</param>
/// <param name="InputTokens">How long its prompt really is.</param>
/// <param name="OutputTokens">How long an answer of ordinary length would be.</param>
/// <param name="Request">What the router is told.</param>
internal sealed record Arrival(int Number, TimeSpan At, int Task, int InputTokens, double OutputTokens, RouteRequest Request)
{
    /// <summary>What it asks, if that may have been asked before; null: nobody has asked it before.</summary>
    public AskedPrompt? Prompt { get; init; }

    /// <summary>The same for a router that does not look at how prompts begin.</summary>
    public RouteRequest Plain { get; } = Request with { Prefix = null };
}
