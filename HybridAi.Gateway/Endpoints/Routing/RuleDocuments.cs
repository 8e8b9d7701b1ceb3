using System.Globalization;
using HybridAi.Client.Routing;
using HybridAi.Core.Routing.Rules;

namespace HybridAi.Gateway.Endpoints.Routing;

/// <summary>Routing rules as the API shows them.</summary>
internal static class RuleDocuments
{
    public static RoutingRuleSetDocument Of(RoutingRuleSet set, RuleVocabulary? vocabulary = null) => Head(set) with
    {
        Rules = [.. (set.Rules ?? []).Select((rule, place) => Of(rule, place, vocabulary))],
    };

    /// <summary>A version without its rules.</summary>
    public static RoutingRuleSetDocument Head(RoutingRuleSet set) => new()
    {
        Revision = set.Revision,
        UpdatedAt = set.Revision == 0 ? null : set.UpdatedAt,
        ByKey = set.ByKey,
        ByUser = set.ByUser,
        Action = set.Action,
        Target = set.Target,
    };

    public static RoutingRuleDocument Of(RoutingRule rule, int place, RuleVocabulary? vocabulary = null) => new()
    {
        Name = rule.Name,
        Description = rule.Description,
        Enabled = !rule.Disabled,
        When = rule.When is { } when ? Of(when) : null,
        Unless = rule.Unless is { } unless ? Of(unless) : null,
        Then = Of(rule.Then),
        Position = place + 1,
        Problems = vocabulary is null ? null : RuleProblems.Of(rule, vocabulary),
    };

    private static RuleConditionsDocument Of(RuleConditions conditions) => new()
    {
        Models = conditions.Models,
        Tasks = conditions.Tasks,
        Tags = conditions.Tags,
        Keys = conditions.Keys,
        Teams = conditions.Teams,
        Users = conditions.Users,
        EndUsers = conditions.EndUsers,
        Tokens = conditions.Tokens is { } tokens ? new TokenRangeDocument { AtLeast = tokens.AtLeast, AtMost = tokens.AtMost } : null,
        Time = conditions.Time is { } time
            ? new RuleHoursDocument { Days = time.Days?.Select(NameOf).ToList(), From = Text(time.From), To = Text(time.To), TimeZone = time.TimeZone } : null,
        State = conditions.State is { } state
            ? new RuleStateDocument { Of = Of(state.Of), Healthy = state.Healthy, ErrorRateAtLeast = state.ErrorRateAtLeast, P95AtLeastMs = state.P95AtLeast } : null,
    };

    private static RuleActionsDocument Of(RuleActions actions) => new()
    {
        Require = actions.Require is { } required ? Of(required) : null,
        Prefer = actions.Prefer is { } preferred ? Of(preferred) : null,
        Avoid = actions.Avoid is { } avoided ? Of(avoided) : null,
        Strategy = actions.Strategy,
        Hedge = actions.Hedge,
        Split = actions.Split?.Select(share => new SplitShareDocument { Percent = share.Percent, To = Of(share.To) }).ToList(),
    };

    private static DeploymentSelectionDocument Of(DeploymentSelection selection) => new()
    {
        Providers = selection.Providers,
        Deployments = selection.Deployments,
        Models = selection.Models,
        Regions = selection.Regions,
        Tags = selection.Tags,
    };

    private static string? NameOf(DayOfWeek day) => day.ToString().ToLowerInvariant();

    private static string? Text(int? minute) => minute is { } of ? string.Create(CultureInfo.InvariantCulture, $"{of / 60:00}:{of % 60:00}") : null;
}
