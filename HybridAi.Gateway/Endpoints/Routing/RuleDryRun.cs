using System.Globalization;
using HybridAi.Client.Routing;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Auto;
using HybridAi.Core.Routing.Rules;
using HybridAi.Core.Routing.Strategies;
using HybridAi.Core.Routing.Tasks;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Routing;
using HybridAi.Node.Snapshots;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Routing;

/// <summary>Says where rules would send a request. Nothing is called, kept or moved on.</summary>
internal sealed class RuleDryRun(SnapshotHolder snapshots, RuleWrites writes, TrialRouter trial, DeploymentWatch watch, TimeProvider time)
{
    private const int LongestText = 256;

    public async Task<Results<Ok<RoutingDryRunDocument>, ApiError>> RunAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if ((await RequestDocument.ReadAsync<RoutingDryRunRequest>(http, cancellationToken)).Failed(out var error, out var request))
            return error;
        var (snapshot, now) = (snapshots.Current, time.GetUtcNow());
        var problems = new FieldProblems();
        Check(request, snapshot, problems);
        var rules = request.Rules is null ? snapshot.Configuration.RoutingRules.Rules ?? []
            : new RuleReader(await writes.VocabularyAsync(cancellationToken), problems, now).ReadAll(request.Rules);
        if (problems.ToError() is { } wrong)
            return wrong;
        var book = request.Rules is null ? snapshot.Rules : RuleBook.Compile(rules, snapshot.KnownDeployments, snapshot.Configuration.Keys);
        return TypedResults.Ok(Run(new Trial(request, snapshot, FactsOf(request, snapshot, request.At ?? now), rules, book)));
    }

    private RoutingDryRunDocument Run(Trial run)
    {
        var (request, snapshot) = (run.Request, run.Snapshot);
        var verdict = run.Book?.Judge(run.Facts, watch) ?? default;
        var asked = request.Strategy ?? snapshot.Routing.Strategy;
        var document = new RoutingDryRunDocument
        {
            Revision = request.Rules is null ? snapshot.Configuration.RoutingRules.Revision : null,
            Rules = Findings(run),
            Decisions = [.. RuleWords.NotesOf(verdict)],
            Strategy = verdict.Strategy ?? asked,
        };
        var (found, asking) = (snapshot.Models.Find(request.Model)!, RouteRequestOf(run));
        if (Candidates(run, found, asked, document.Strategy) is not { Length: > 0 } candidates)
            return WithLeftOut(document, [], []) with { Refusal = found.Length == 0 ? "All deployments of the model are draining or switched off." : "The key, the provider or the region that the request names leaves no deployment of the model." };
        var allowed = verdict.Allowed(candidates);
        if (allowed.Length == 0)
            return WithLeftOut(document, [], candidates) with { Refusal = RuleWords.BlameOf(verdict, request.Model!, candidates) };
        var steps = new List<RouteStep>();
        var pick = PickOf(run);
        var plan = trial.Router.Plan(asking, allowed, document.Strategy, verdict, pick, steps);
        return WithLeftOut(document, plan.Deployments, candidates) with
        {
            Decisions = plan.Note is { } note ? [.. document.Decisions, note] : document.Decisions,
            Plan = [.. plan.Deployments.Select(deployment => Planned(steps.First(step => step.Deployment == deployment), pick))],
            Route = verdict.Any ? $"{plan.Reason}; {RuleWords.LabelOf(verdict)}" : plan.Reason,
        };

        RoutingDryRunDocument WithLeftOut(RoutingDryRunDocument of, Deployment[] used, Deployment[] among)
        {
            LeftOutDeploymentDocument[] reasons =
            [
                .. found.Except(used).Select(one => new LeftOutDeploymentDocument(
                    one.Id, !among.Contains(one) ? "the key, the provider or the region that the request names leaves it out"
                    : !verdict.Allows(one) ? "a rule requires others" : Capability.WhyLacking(asking, one) ?? "others come first")),
            ];
            return of with { LeftOut = [.. reasons.Select(one => one.Name)], LeftOutReasons = reasons };
        }
    }

    // An infinite score is none that JSON has.
    private static PlannedDeploymentDocument Planned(RouteStep step, AutoPick? pick) => new()
    {
        Name = step.Deployment.Id,
        Provider = step.Deployment.Provider,
        Model = step.Deployment.Model,
        Region = step.Deployment.Region,
        Score = step.Score is { } score && double.IsFinite(score) ? score : null,
        Why = pick is null ? step.Words : string.Create(CultureInfo.InvariantCulture, $"quality {pick.QualityOf(step.Deployment):0.00} for {TaskNames.NameOf(pick.Task)}"),
        Group = step.Group,
        Held = step.Held,
    };

    // An auto model picks by the task: there is no prompt that it could be told from.
    private static AutoPick? PickOf(Trial run)
    {
        if (run.Snapshot.AutoModels.Find(run.Request.Model!) is not { } auto)
            return null;
        var task = run.Facts.Task is { } name && TaskNames.Find(name) is { } named ? named : TaskKind.QuestionAnswering;
        return new AutoPick(auto, task, auto.LevelOf(task, null));
    }

    private List<RuleFindingDocument> Findings(Trial run)
    {
        var found = (run.Book?.Explain(run.Facts, watch) ?? []).ToDictionary(finding => finding.Rule.Name, StringComparer.Ordinal);
        return
        [
            .. run.Rules.Select(rule => found.GetValueOrDefault(rule.Name) is not { } finding ? new RuleFindingDocument(rule.Name, !rule.Disabled, false, [])
                : new RuleFindingDocument(rule.Name, true, finding.Matched, [.. finding.Conditions.Select(one => new ConditionFindingDocument(one.Field, one.Met, one.Text))])),
        ];
    }

    private static Deployment[] Candidates(Trial run, Deployment[] found, string asked, string strategy)
    {
        var request = run.Request;
        var region = asked == StrategyNames.Geographic || strategy == StrategyNames.Geographic ? null : request.Region;
        var allowed = KeyOf(request, run.Snapshot)?.AllowedModels is { } models ? new AllowedModels(models).Filter(request.Model!, found) : found;
        return Array.FindAll(allowed, deployment => (request.Provider is null || deployment.Provider == request.Provider)
            && (region is null || region.Equals(deployment.Region, StringComparison.OrdinalIgnoreCase)));
    }

    private static RouteRequest RouteRequestOf(Trial run) => new()
    {
        Model = run.Request.Model!,
        At = run.Facts.At,
        InputTokens = (int)Math.Min(run.Facts.InputTokens, int.MaxValue),
        MostOutputTokens = run.Request.MaxOutputTokens is { } most ? (int)Math.Min(most, int.MaxValue) : null,
        Streamed = run.Request.Stream == true,
        Needs = (run.Request.Needs ?? []).OfType<string>().Select(RequestNeedNames.Find).OfType<RequestNeeds>().Aggregate(RequestNeeds.None, (all, need) => all | need),
        Region = run.Request.Region ?? run.Snapshot.Routing.Region,
        Task = run.Facts.Task,
        Tags = run.Facts.Tags,
    };

    private static RuleFacts FactsOf(RoutingDryRunRequest request, GatewaySnapshot snapshot, DateTimeOffset at)
    {
        var key = KeyOf(request, snapshot);
        return new RuleFacts
        {
            Model = request.Model ?? "",
            Task = request.Task,
            Tags = request.Tags?.OfType<string>().ToList(),
            Organization = (key?.OrganizationId ?? OrganizationId.Default).Value,
            Key = request.Key,
            Team = request.Team ?? key?.TeamId?.Value,
            User = request.User ?? key?.UserId?.Value,
            EndUser = request.EndUser,
            Session = request.Session,
            Request = Guid.NewGuid(),
            InputTokens = request.InputTokens ?? 0,
            At = at,
        };
    }

    private static ApiKey? KeyOf(RoutingDryRunRequest request, GatewaySnapshot snapshot) =>
        request.Key is { } id ? snapshot.Configuration.Keys.FirstOrDefault(key => key.Id.Value == id) : null;

    private static void Check(RoutingDryRunRequest request, GatewaySnapshot snapshot, FieldProblems problems)
    {
        if (request.Model is not { Length: > 0 and <= LongestText } model)
            problems.Add("model", $"is required: a name of 1 to {LongestText} characters");
        else if (snapshot.Models.Find(model) is null)
            problems.Add("model", $"is not known: {snapshot.Models.Explain(model)}");
        if (request.Key is { } key && KeyOf(request, snapshot) is null)
            problems.Add("key", $"must be the id of a key; there is none with {key}");
        if (request.Strategy is { } strategy && !StrategyNames.All.Contains(strategy))
            problems.Add("strategy", $"must be one of {StrategyNames.List}");
        foreach (var (index, need) in (request.Needs ?? []).Index())
        {
            if (need is null || RequestNeedNames.Find(need) is null)
                problems.Add($"needs[{index}]", $"must be one of {RequestNeedNames.List}");
        }

        if (request.Provider is { } provider && !snapshot.Providers.ContainsKey(provider))
            problems.Add("provider", $"must be one of {string.Join(", ", snapshot.Providers.Keys)}");
        if (request.InputTokens < 0)
            problems.Add("inputTokens", "must be at least 0");
        if (request.MaxOutputTokens < 1)
            problems.Add("maxOutputTokens", "must be at least 1");
        RuleTexts.Read(request.Tags is { Count: > 0 } ? request.Tags : null, "tags", problems);
        foreach (var (field, text) in new[] { ("task", request.Task), ("endUser", request.EndUser), ("session", request.Session), ("region", request.Region) })
        {
            if (text is { Length: 0 or > LongestText })
                problems.Add(field, $"must have 1 to {LongestText} characters");
        }
    }

    private sealed record Trial(RoutingDryRunRequest Request, GatewaySnapshot Snapshot, RuleFacts Facts, IReadOnlyList<RoutingRule> Rules, RuleBook? Book);
}
