using HybridAi.Client.Resilience;
using HybridAi.Core.Configuration;
using HybridAi.Core.Resilience.Fallbacks;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Resilience;

/// <summary>Reads a fallback rule from a request and names all that is wrong with it.</summary>
internal static class FallbackFields
{
    private const int LongestModel = 256;
    private const int MostTargets = 16;
    private const int DefaultLeastCalls = 20;

    private static readonly (ConditionMetric Metric, string Name)[] Metrics =
        [(ConditionMetric.ErrorRate, "error-rate"), (ConditionMetric.P95, "p95"), (ConditionMetric.LimitLeft, "limit-left"), (ConditionMetric.Health, "health")];

    private static readonly (FallbackAction Action, string Name)[] Actions =
        [(FallbackAction.Switch, "switch"), (FallbackAction.Deprioritize, "deprioritize"), (FallbackAction.Disable, "disable"), (FallbackAction.Alert, "alert")];

    public static string NameOf(ConditionMetric metric) => Metrics[(int)metric].Name;

    public static string NameOf(FallbackAction action) => Actions[(int)action].Name;

    public static FallbackRule Read(
        string name, long revision, DateTimeOffset now, SaveFallbackRequest request, ModelIndex models, FieldProblems problems, IReadOnlyList<FallbackRule> others)
    {
        var model = ReadModel(request.Model, models, problems);
        if (request.On is null == request.When is null)
            problems.Add(request.On is null ? "on" : "when", "is required, or the other of 'on' (failures) and 'when' (a condition): a rule has exactly one of both");
        var triggers = request.On is null ? null : ReadTriggers(request.On, problems);
        var condition = request.When is null ? null : ReadCondition(request.When, problems);
        var action = ReadAction(request, problems);
        var targets = ReadTargets(request, model, models, action, problems);
        var rule = new FallbackRule
        {
            Name = name, Revision = revision, UpdatedAt = now, Disabled = request.Enabled == false, Model = model, On = triggers, Targets = targets, When = condition, Action = action,
        };
        if (!problems.Any && !rule.Disabled)
            CheckOverlap(rule, others, problems);
        return rule;
    }

    private static string ReadModel(string? text, ModelIndex models, FieldProblems problems)
    {
        var model = text?.Trim() ?? "";
        if (model.Length is 0 or > LongestModel)
            problems.Add("model", $"is required: a model's name of at most {LongestModel} characters, or *");
        else if (model != FallbackRule.AnyModel && models.Find(model) is null)
            problems.Add("model", $"names '{model}', which no configured provider has");
        return model;
    }

    private static FallbackTrigger[] ReadTriggers(IReadOnlyList<string> names, FieldProblems problems)
    {
        var triggers = new List<FallbackTrigger>();
        for (var i = 0; i < names.Count; i++)
        {
            if (FallbackTriggers.Parse(names[i]) is not { } trigger)
                problems.Add($"on[{i}]", $"must be one of {string.Join(", ", FallbackTriggers.AllNames)}");
            else if (triggers.Contains(trigger))
                problems.Add($"on[{i}]", "is there twice");
            else
                triggers.Add(trigger);
        }

        if (names.Count == 0)
            problems.Add("on", $"must name at least one of {string.Join(", ", FallbackTriggers.AllNames)}");
        return [.. triggers];
    }

    private static FallbackAction ReadAction(SaveFallbackRequest request, FieldProblems problems)
    {
        if (request.When is null)
        {
            if (request.Action is not null)
                problems.Add("action", "must be left out without a condition: a chain is followed");
            return default;
        }

        foreach (var (action, name) in Actions)
        {
            if (name == request.Action)
                return action;
        }

        problems.Add("action", $"must be one of {string.Join(", ", Actions.Select(known => known.Name))}");
        return default;
    }

    private static IReadOnlyList<string>? ReadTargets(SaveFallbackRequest request, string model, ModelIndex models, FallbackAction action, FieldProblems problems)
    {
        var targets = request.Targets ?? [];
        var isNeeded = request.When is null || (action == FallbackAction.Switch && request.Action is not null);
        if (isNeeded && targets.Count is 0 or > MostTargets)
            problems.Add("targets", $"must name 1 to {MostTargets} models to go on with");
        else if (!isNeeded && targets.Count > 0)
            problems.Add("targets", $"must be left out with the action '{request.Action}'");
        for (var i = 0; i < targets.Count; i++)
        {
            if (targets[i] is not { Length: > 0 and <= LongestModel } target || models.Find(target) is null)
                problems.Add($"targets[{i}]", $"names '{ApiError.Shorten(targets[i] ?? "")}', which no configured provider has");
            else if (target == model)
                problems.Add($"targets[{i}]", "must not be the model itself");
            else if (targets.Take(i).Contains(target))
                problems.Add($"targets[{i}]", "is there twice");
        }

        return targets.Count == 0 ? null : [.. targets];
    }

    private static FallbackCondition ReadCondition(FallbackConditionDocument request, FieldProblems problems)
    {
        var metric = Metrics.Where(known => known.Name == request.Metric).Select(known => (ConditionMetric?)known.Metric).FirstOrDefault();
        if (metric is null)
            problems.Add("when.metric", $"must be one of {string.Join(", ", Metrics.Select(known => known.Name))}");
        if (metric == ConditionMetric.Health)
        {
            if (request.Threshold is not null || request.Recovery is not null)
                problems.Add("when.threshold", "must be left out, and the recovery too: a circuit is closed or is not");
        }
        else if (metric is { } measured)
            CheckThresholds(request, measured, problems);
        if (request.LeastCalls is < 1 or > 1_000_000)
            problems.Add("when.leastCalls", "must be 1 to 1000000");
        return new FallbackCondition
        {
            Metric = metric ?? default, Threshold = request.Threshold, Recovery = request.Recovery,
            Window = ReadDuration(request.Window, "when.window", TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(10), problems),
            Cooldown = ReadDuration(request.Cooldown, "when.cooldown", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), problems),
            LeastCalls = (int)Math.Clamp(request.LeastCalls ?? DefaultLeastCalls, 1, 1_000_000),
        };
    }

    private static void CheckThresholds(FallbackConditionDocument request, ConditionMetric metric, FieldProblems problems)
    {
        var (most, unit) = metric == ConditionMetric.P95 ? (3_600_000.0, "milliseconds, above 0 and at most 3600000") : (1.0, "a share, 0 to 1");
        bool IsWrong(double value) => !(value >= 0 && value <= most) || (metric != ConditionMetric.LimitLeft && value == 0 && value == request.Threshold);
        if (request.Threshold is not { } threshold || IsWrong(threshold))
            problems.Add("when.threshold", $"is required: {unit}{(metric == ConditionMetric.ErrorRate ? ", above 0" : "")}");
        else if (request.Recovery is { } recovery && (!(recovery >= 0 && recovery <= most) || (metric == ConditionMetric.LimitLeft ? recovery < threshold : recovery > threshold)))
            problems.Add("when.recovery", $"must be {unit}, and not worse than the threshold");
    }

    private static TimeSpan ReadDuration(string? text, string field, TimeSpan least, TimeSpan most, FieldProblems problems)
    {
        if (text is null)
            return TimeSpan.FromMinutes(1);
        if (DurationText.TryParse(text, out var duration) && duration >= least && duration <= most)
            return duration;
        problems.Add(field, $"must be {DurationText.Accepted}, from {DurationText.Format(least)} to {DurationText.Format(most)}");
        return least;
    }

    // Of two rules for the same, nobody could say which counts.
    private static void CheckOverlap(FallbackRule rule, IReadOnlyList<FallbackRule> others, FieldProblems problems)
    {
        foreach (var other in others.Where(other => !other.Disabled && other.Model == rule.Model))
        {
            var shared = (rule.On ?? []).Intersect(other.On ?? []).Select(trigger => trigger.NameOf()).ToArray();
            if (shared.Length > 0)
                problems.Add("on", $"overlaps with the rule '{other.Name}', which is for the same model and {string.Join(", ", shared)}, too");
            if (rule.When is { } mine && other.When is { } theirs && mine.Metric == theirs.Metric && rule.Action == other.Action)
                problems.Add("when", $"overlaps with the rule '{other.Name}', which has the same model, metric and action");
        }
    }
}
