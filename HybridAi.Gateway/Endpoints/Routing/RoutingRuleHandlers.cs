using System.Globalization;
using HybridAi.Client.Paging;
using HybridAi.Client.Routing;
using HybridAi.Core.Routing.Rules;
using HybridAi.Gateway.Endpoints.Management;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Routing;

/// <summary>Routing rules as one ordered document with versions: read and changed whole or rule by rule.</summary>
internal sealed class RoutingRuleHandlers(IRoutingRuleStore store, RuleWrites writes)
{
    private const string Kind = "set of routing rules";

    public async Task<Ok<RoutingRuleSetDocument>> GetAllAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var current = await store.CurrentAsync(cancellationToken);
        Revisions.Tag(http, current.Revision);
        return TypedResults.Ok(RuleDocuments.Of(current, await writes.VocabularyAsync(cancellationToken)));
    }

    public async Task<Results<Ok<RoutingRuleDocument>, ApiError>> GetAsync(string name, HttpContext http, CancellationToken cancellationToken)
    {
        var current = await store.CurrentAsync(cancellationToken);
        if (PlaceOf(name, current) is not { } place)
            return NotFound(name);
        Revisions.Tag(http, current.Revision);
        return TypedResults.Ok(Show(current, place, await writes.VocabularyAsync(cancellationToken)));
    }

    public async Task<Results<Ok<RoutingRuleSetDocument>, ApiError>> ReplaceAllAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if ((await RequestDocument.ReadAsync<RoutingRuleSetDocument>(http, cancellationToken)).Failed(out var error, out var request)
            || (await writes.ChangeAsync<RoutingRuleSetDocument>(http, Change, cancellationToken)).Failed(out error, out var saved))
            return error;
        return TypedResults.Ok(RuleDocuments.Of(saved));

        Outcome<RuleChange<RoutingRuleSetDocument>> Change(RoutingRuleSet before, Func<FieldProblems, RuleReader> reader)
        {
            if (Revisions.CheckUpdate(http, request.Revision, before.Revision, Kind) is { } stale)
                return stale;
            var problems = new FieldProblems();
            var rules = reader(problems).ReadAll(request.Rules);
            return problems.ToError() is { } wrong ? wrong : Whole("routing-rules.replace", "routing-rules", before, rules);
        }
    }

    public async Task<Results<Created<RoutingRuleDocument>, ApiError>> CreateAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if ((await RequestDocument.ReadAsync<RoutingRuleDocument>(http, cancellationToken)).Failed(out var error, out var request)
            || (await writes.ChangeAsync<RoutingRuleDocument>(http, Change, cancellationToken)).Failed(out error, out var saved))
            return error;
        return TypedResults.Created($"{RoutingRulesApi.Path}/{request.Name!.Trim()}", Show(saved, PlaceOf(request.Name.Trim(), saved)!.Value));

        Outcome<RuleChange<RoutingRuleDocument>> Change(RoutingRuleSet before, Func<FieldProblems, RuleReader> reader)
        {
            if (Revisions.CheckIfNamed(http, request.Revision, before.Revision, Kind) is { } stale)
                return stale;
            if (PlaceOf(request.Name?.Trim() ?? "", before) is not null)
                return ApiError.Conflict("duplicate", $"There is already a routing rule '{request.Name}'. PUT {RoutingRulesApi.Path}/{request.Name} replaces it.", "name");
            return Put(request, before, null, (before.Rules?.Count ?? 0) + 1, reader, "routing-rule.create");
        }
    }

    public async Task<Results<Ok<RoutingRuleDocument>, ApiError>> ReplaceAsync(string name, HttpContext http, CancellationToken cancellationToken)
    {
        if ((await RequestDocument.ReadAsync<RoutingRuleDocument>(http, cancellationToken)).Failed(out var error, out var request)
            || (await writes.ChangeAsync<RoutingRuleDocument>(http, Change, cancellationToken)).Failed(out error, out var saved))
            return error;
        return TypedResults.Ok(Show(saved, PlaceOf(name, saved)!.Value));

        Outcome<RuleChange<RoutingRuleDocument>> Change(RoutingRuleSet before, Func<FieldProblems, RuleReader> reader)
        {
            if (PlaceOf(name, before) is not { } place)
                return NotFound(name);
            if (request.Name is { } renamed && renamed.Trim() != name)
                return ApiError.Invalid("name", "cannot be changed; create another one and delete this one");
            return Revisions.CheckUpdate(http, request.Revision, before.Revision, Kind) is { } stale ? stale
                : Put(request with { Name = name }, before, place, before.Rules!.Count, reader, "routing-rule.update");
        }
    }

    public async Task<Results<NoContent, ApiError>> DeleteAsync(string name, HttpContext http, CancellationToken cancellationToken)
    {
        if ((await writes.ChangeAsync<RoutingRuleDocument>(http, Change, cancellationToken)).Failed(out var error, out _))
            return error;
        return TypedResults.NoContent();

        Outcome<RuleChange<RoutingRuleDocument>> Change(RoutingRuleSet before, Func<FieldProblems, RuleReader> reader)
        {
            if (PlaceOf(name, before) is not { } place)
                return NotFound(name);
            return Revisions.CheckDeletion(http, before.Revision, Kind) is { } stale ? stale
                : new RuleChange<RoutingRuleDocument>("routing-rule.delete", name, [.. before.Rules!.Where(rule => rule.Name != name)], RuleDocuments.Of(before.Rules![place], place), null);
        }
    }

    public async Task<Ok<DocumentPage<RoutingRuleSetDocument>>> VersionsAsync(CancellationToken cancellationToken) =>
        TypedResults.Ok(new DocumentPage<RoutingRuleSetDocument>([.. (await store.VersionsAsync(cancellationToken)).Select(RuleDocuments.Head)], Next: null));

    public async Task<Results<Ok<RoutingRuleSetDocument>, ApiError>> VersionAsync(string revision, CancellationToken cancellationToken)
    {
        if ((await FindAsync(revision, cancellationToken)).Failed(out var error, out var version))
            return error;
        return TypedResults.Ok(RuleDocuments.Of(version, await writes.VocabularyAsync(cancellationToken)));
    }

    public async Task<Results<Ok<RoutingRuleSetDocument>, ApiError>> RestoreAsync(string revision, HttpContext http, CancellationToken cancellationToken)
    {
        if ((await FindAsync(revision, cancellationToken)).Failed(out var error, out var version)
            || (await writes.ChangeAsync<RoutingRuleSetDocument>(http, Change, cancellationToken)).Failed(out error, out var saved))
            return error;
        return TypedResults.Ok(RuleDocuments.Of(saved));

        Outcome<RuleChange<RoutingRuleSetDocument>> Change(RoutingRuleSet before, Func<FieldProblems, RuleReader> reader)
        {
            if (Revisions.CheckIfNamed(http, null, before.Revision, Kind) is { } stale)
                return stale;
            // What it names may be no more.
            var problems = new FieldProblems();
            var rules = reader(problems).ReadAll(RuleDocuments.Of(version).Rules);
            return problems.ToError() is { } wrong ? wrong : Whole("routing-rules.restore", revision, before, rules);
        }
    }

    // Reads a rule into its place among the others, and checks all of them together.
    private static Outcome<RuleChange<RoutingRuleDocument>> Put(
        RoutingRuleDocument request, RoutingRuleSet before, int? old, int last, Func<FieldProblems, RuleReader> reader, string action)
    {
        var problems = new FieldProblems();
        var (read, rules) = (reader(problems), new List<RoutingRule>(before.Rules ?? []));
        var rule = read.Read(request, "");
        if (old is { } from)
            rules.RemoveAt(from);
        else if (rules.Count == RoutingRuleSet.MostRules)
            problems.Add("name", $"is one too many: there may be {RoutingRuleSet.MostRules} rules");
        if (request.Position is < 1 || request.Position > last)
            problems.Add("position", $"must be 1 to {last}");
        if (problems.ToError() is { } wrong)
            return wrong;
        var place = request.Position is { } position ? (int)position - 1 : old ?? last - 1;
        rules.Insert(place, rule);
        // What is found between this rule and a later one is told of the later one.
        read.CheckTogether(rules, at => at == place ? "" : $"rules[{at}].");
        return problems.ToError() is { } together ? together : new RuleChange<RoutingRuleDocument>(
            action, rule.Name, rules, old is { } was ? RuleDocuments.Of(before.Rules![was], was) : null, RuleDocuments.Of(rule, place));
    }

    private static RuleChange<RoutingRuleSetDocument> Whole(string action, string target, RoutingRuleSet before, List<RoutingRule> rules) =>
        new(action, target, rules, RuleDocuments.Of(before), RuleDocuments.Of(new RoutingRuleSet { Revision = before.Revision + 1, Rules = rules }));

    private async Task<Outcome<RoutingRuleSet>> FindAsync(string revision, CancellationToken cancellationToken) =>
        long.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && await store.VersionAsync(number, cancellationToken) is { } version
            ? version
            : ApiError.NotFound("version of the routing rules", revision);

    private static RoutingRuleDocument Show(RoutingRuleSet set, int place, RuleVocabulary? vocabulary = null) =>
        RuleDocuments.Of(set.Rules![place], place, vocabulary) with { Revision = set.Revision };

    private static int? PlaceOf(string name, RoutingRuleSet set) =>
        (set.Rules ?? []).Index().FirstOrDefault(rule => rule.Item.Name == name) is { Item: not null } found ? found.Index : null;

    private static ApiError NotFound(string name) => ApiError.NotFound("routing rule", name);
}
