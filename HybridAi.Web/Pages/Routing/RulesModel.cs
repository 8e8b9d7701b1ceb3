using HybridAi.Client.Paging;
using HybridAi.Client.Resilience;
using HybridAi.Client.Routing;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Routing;

/// <summary>How requests are routed: by configuration, by rules, and where they go on when a model fails.</summary>
public sealed record RulesModel
{
    /// <summary>How many versions are shown.</summary>
    public const int MostVersions = 10;

    /// <summary>The rules in their order.</summary>
    public required RoutingRuleSetDocument Rules { get; init; }

    /// <summary>What the configuration says.</summary>
    public required Part<RoutingSettingsDocument> Settings { get; init; }

    /// <summary>Where requests go on when a model fails.</summary>
    public required Part<DocumentPage<FallbackDocument>> Fallbacks { get; init; }

    /// <summary>Earlier versions of the rules.</summary>
    public required Part<DocumentPage<RoutingRuleSetDocument>> Versions { get; init; }

    /// <summary>Whom rules can be for.</summary>
    public required Owners Owners { get; init; }

    /// <summary>The rule that is being changed, or null.</summary>
    public RoutingRuleDocument? Edited { get; init; }

    /// <summary>The revision that changes are made from.</summary>
    public long Revision => Rules.Revision ?? 0;

    /// <summary>The rules that there are.</summary>
    public IReadOnlyList<RoutingRuleDocument> All => [.. (Rules.Rules ?? []).OfType<RoutingRuleDocument>()];

    /// <summary>Reads them, all at once.</summary>
    public static async Task<RulesModel> LoadAsync(Visit visit)
    {
        var rules = visit.Client.RoutingRulesAsync(visit.Cancelled);
        var settings = visit.PartAsync((client, cancelled) => client.RoutingAsync(cancelled));
        var fallbacks = visit.PartAsync((client, cancelled) => client.FallbacksAsync(cancelled));
        var versions = visit.PartAsync((client, cancelled) => client.RoutingRuleVersionsAsync(cancelled));
        var owners = Owners.LoadAsync(visit);
        await Task.WhenAll(rules, settings, fallbacks, versions, owners);
        var model = new RulesModel { Rules = await rules, Settings = await settings, Fallbacks = await fallbacks, Versions = await versions, Owners = await owners };
        return visit.Asked("edit") is { } name ? model with { Edited = model.All.FirstOrDefault(rule => rule.Name == name) } : model;
    }
}
