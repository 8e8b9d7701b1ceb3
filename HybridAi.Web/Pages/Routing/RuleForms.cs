using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using HybridAi.Client.Routing;
using HybridAi.Client.Serialization;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Routing;

/// <summary>What the forms about routing rules do. The API says who may.</summary>
internal static class RuleForms
{
    /// <summary>What the fields of the selections begin with.</summary>
    public const string Require = "require", Prefer = "prefer", Avoid = "avoid";

    private static readonly JsonTypeInfo<RoutingRuleDocument> Rule = (JsonTypeInfo<RoutingRuleDocument>)new JsonSerializerOptions(HybridAiJson.Default.Options)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
    }.GetTypeInfo(typeof(RoutingRuleDocument));

    /// <summary>The form of a rule: what the API takes, of which a form writes a character as up to three.</summary>
    public static LargeForm Save { get; } = new("/routing/rules", 3 * 1024 * 1024);

    public static async Task<FormResult> SaveAsync(Visit visit, IFormCollection form)
    {
        var was = form.TextOf("was");
        var rule = Read(form, was ?? form.Needed("name", "The name"));
        if (was is null)
        {
            await visit.Client.CreateAsync(rule, visit.Cancelled);
            return new FormResult($"The rule {rule.Name} is added.", Visit.Left(form));
        }

        await visit.Client.ReplaceRoutingRuleAsync(was, rule, visit.Cancelled);
        return new FormResult($"The rule {was} is changed.", Visit.Left(form));
    }

    public static Task<FormResult> MoveAsync(Visit visit, IFormCollection form) => ChangeAsync(
        visit, form, rule => rule with { Position = form.NumberOf("position", "The place") ?? throw new FormProblem("The place is needed.") },
        rule => $"The rule {rule.Name} is at place {rule.Position}.");

    public static Task<FormResult> SwitchAsync(Visit visit, IFormCollection form) => ChangeAsync(
        visit, form, rule => rule with { Enabled = form["enabled"] == "true" }, rule => $"The rule {rule.Name} {(rule.Enabled == false ? "is switched off" : "counts")}.");

    public static async Task<FormResult> DeleteAsync(Visit visit, IFormCollection form)
    {
        await visit.Client.DeleteRoutingRuleAsync(visit.Named("name"), form.RevisionOf(), visit.Cancelled);
        return new FormResult($"The rule {visit.Named("name")} is deleted.", Visit.Left(form));
    }

    public static async Task<FormResult> RestoreAsync(Visit visit, IFormCollection form)
    {
        var restored = await visit.Client.RestoreRoutingRulesAsync(
            long.Parse(visit.Named("revision"), System.Globalization.CultureInfo.InvariantCulture), visit.Cancelled);
        return new FormResult($"The rules of version {visit.Named("revision")} hold again, as version {restored.Revision}.");
    }

    /// <summary>What of a rule its form has no fields for, as the API writes it; null: nothing.</summary>
    public static string? MoreOf(RoutingRuleDocument? rule)
    {
        var more = new RoutingRuleDocument
        {
            When = rule?.When?.State is { } state ? new RuleConditionsDocument { State = state } : null,
            Unless = rule?.Unless,
            Then = rule?.Then?.Split is { } split ? new RuleActionsDocument { Split = split } : null,
        };
        return more == new RoutingRuleDocument() ? null : JsonSerializer.Serialize(more, Rule);
    }

    // The rest of the rule stays as it is; if somebody has changed it meanwhile, the revision says so.
    private static async Task<FormResult> ChangeAsync(Visit visit, IFormCollection form, Func<RoutingRuleDocument, RoutingRuleDocument> change, Func<RoutingRuleDocument, string> tell)
    {
        var rule = await visit.Client.RoutingRuleAsync(visit.Named("name"), visit.Cancelled);
        var changed = change(rule with { Revision = form.RevisionOf(), Problems = null });
        return new FormResult(tell(await visit.Client.ReplaceRoutingRuleAsync(visit.Named("name"), changed, visit.Cancelled)));
    }

    private static RoutingRuleDocument Read(IFormCollection form, string name)
    {
        var more = More(form.TextOf("more"));
        var when = Conditions(form) with { State = more?.When?.State };
        var then = new RuleActionsDocument
        {
            Require = Selection(form, Require),
            Prefer = Selection(form, Prefer),
            Avoid = Selection(form, Avoid),
            Strategy = form.TextOf("strategy"),
            Hedge = form.TextOf("hedge") is { } hedge ? hedge == "true" : null,
            Split = more?.Then?.Split,
        };
        return new RoutingRuleDocument
        {
            Name = name,
            Description = form.TextOf("description"),
            Enabled = form["enabled"] != "false",
            Position = form.NumberOf("position", "The place"),
            // A new one changes none of the others: whatever became of them meanwhile.
            Revision = form.TextOf("was") is null ? null : form.RevisionOf(),
            When = when == new RuleConditionsDocument() ? null : when,
            Unless = more?.Unless,
            Then = then == new RuleActionsDocument() ? throw new FormProblem("Say what the rule does: which deployments come first or last, a strategy, or whether requests are hedged.") : then,
        };
    }

    private static RuleConditionsDocument Conditions(IFormCollection form)
    {
        var tokens = new TokenRangeDocument { AtLeast = form.NumberOf("tokensFrom", "The fewest tokens"), AtMost = form.NumberOf("tokensTo", "The most tokens") };
        var time = new RuleHoursDocument { Days = form.ListOf("days"), From = form.TextOf("from"), To = form.TextOf("to"), TimeZone = form.TextOf("timeZone") };
        return new RuleConditionsDocument
        {
            Models = form.ListOf("models"),
            Tasks = form.ListOf("tasks"),
            Tags = form.ListOf("tags"),
            EndUsers = form.ListOf("endUsers"),
            Keys = Ids(form, "keys", "Keys' ids"),
            Teams = Ids(form, "teams", "Teams' ids"),
            Users = Ids(form, "users", "Users' ids"),
            Tokens = tokens == new TokenRangeDocument() ? null : tokens,
            Time = time == new RuleHoursDocument() ? null : time,
        };
    }

    private static DeploymentSelectionDocument? Selection(IFormCollection form, string key)
    {
        var selection = new DeploymentSelectionDocument
        {
            Providers = form.ListOf(key + "Providers"),
            Models = form.ListOf(key + "Models"),
            Regions = form.ListOf(key + "Regions"),
            Tags = form.ListOf(key + "Tags"),
            Deployments = form.ListOf(key + "Deployments"),
        };
        return selection == new DeploymentSelectionDocument() ? null : selection;
    }

    private static IReadOnlyList<Guid>? Ids(IFormCollection form, string name, string label) => form.ListOf(name)?.Select(text =>
        Guid.TryParse(text, out var id) ? id : throw new FormProblem($"{label} have to be ids, such as 0195d1c0-0000-7000-8000-000000000000.")).ToList();

    private static RoutingRuleDocument? More(string? text)
    {
        if (text is null)
            return null;
        RoutingRuleDocument more;
        try
        {
            more = JsonSerializer.Deserialize(text, Rule) ?? new RoutingRuleDocument();
        }
        catch (JsonException e)
        {
            throw new FormProblem($"More is not as the API writes it: {e.Message}");
        }

        // What has a field of its own belongs there: of two values, one would be lost.
        var rest = more with
        {
            Unless = null,
            When = more.When is { } when && when with { State = null } == new RuleConditionsDocument() ? null : more.When,
            Then = more.Then is { } then && then with { Split = null } == new RuleActionsDocument() ? null : more.Then,
        };
        return rest == new RoutingRuleDocument() ? more : throw new FormProblem("More may have unless, when.state and then.split only; for the rest there are fields.");
    }
}
