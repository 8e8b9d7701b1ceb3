using HybridAi.Client.AutoModels;
using HybridAi.Core.Catalog;
using HybridAi.Core.Routing.Auto;
using HybridAi.Core.Routing.Tasks;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Node.Snapshots;

namespace HybridAi.Gateway.Endpoints.AutoModels;

/// <summary>Reads an auto model from a request, and names everything that is wrong with it.</summary>
internal static class AutoModelFields
{
    private const int MostModels = 200;
    private const int LongestName = 256;

    public static AutoModelDefinition Read(string name, long revision, DateTimeOffset now, SaveAutoModelRequest request, FieldProblems problems, GatewaySnapshot snapshot)
    {
        if (snapshot.Models.Aliases.ContainsKey(name))
            problems.Add("name", $"is that of an alias: '{name}'");
        else if (snapshot.Models.Providers.FirstOrDefault(provider => provider.FindListed(name) is not null) is { } provider)
            problems.Add("name", $"is that of a model of the provider '{provider.Provider}': '{name}'");
        if (request.Models is { Count: 0 })
            problems.Add("models", "must name at least one model, or be left out for all chat models that are current");
        return new AutoModelDefinition
        {
            Name = name,
            Revision = revision,
            UpdatedAt = now,
            Models = request.Models is { } models ? Models("models", models, problems, snapshot) : null,
            Quality = Quality("quality", request.Quality, problems),
            Tasks = request.Tasks is { Count: > 0 } tasks ? Tasks(tasks, problems, snapshot) : null,
            Scores = request.Scores is { Count: > 0 } scores ? Scores(scores, problems, snapshot) : null,
        };
    }

    private static string[] Models(string field, IReadOnlyList<string?> names, FieldProblems problems, GatewaySnapshot snapshot)
    {
        if (names.Count > MostModels)
        {
            problems.Add(field, $"must name at most {MostModels} models");
            return [];
        }

        for (var i = 0; i < names.Count; i++)
        {
            if (WrongWith(names[i], snapshot) is { } problem)
                problems.Add($"{field}[{i}]", problem);
            else if (names.Take(i).Contains(names[i], StringComparer.Ordinal))
                problems.Add($"{field}[{i}]", $"names '{names[i]}' again");
        }

        return [.. names.OfType<string>()];
    }

    private static string? WrongWith(string? name, GatewaySnapshot snapshot)
    {
        if (name is not { Length: > 0 and <= LongestName })
            return $"must be a model's name of 1 to {LongestName} characters";
        if (snapshot.AutoModels.Find(name) is not null)
            return $"must not be an auto model; '{name}' is";
        if (snapshot.Models.Find(name) is not { } found)
            return $"must be a model that there is; '{ApiError.Shorten(name)}' is not";
        return Array.Exists(found, deployment => deployment.Kind is not (null or ModelKind.Chat)) ? $"must be a chat model; '{name}' is not" : null;
    }

    private static QualityLevel? Quality(string field, string? name, FieldProblems problems)
    {
        if (name is null)
            return null;
        if (QualityLevels.Find(name) is { } level)
            return level;
        problems.Add(field, $"must be one of {QualityLevels.List}");
        return null;
    }

    private static Dictionary<string, AutoTaskDefinition> Tasks(IReadOnlyDictionary<string, AutoTaskDocument?> tasks, FieldProblems problems, GatewaySnapshot snapshot)
    {
        var read = new Dictionary<string, AutoTaskDefinition>(StringComparer.Ordinal);
        foreach (var (name, task) in tasks)
        {
            var field = $"tasks.{ApiError.Shorten(name)}";
            if (TaskNames.Find(name) is not { } kind)
                problems.Add(field, $"must be one of {TaskNames.List}");
            else if (task is null || (task.Quality is null && task.Prefer is null))
                problems.Add(field, "must have a 'quality' or models to 'prefer'");
            else if (!read.TryAdd(TaskNames.NameOf(kind), new AutoTaskDefinition
            {
                Quality = Quality($"{field}.quality", task.Quality, problems),
                Prefer = task.Prefer is { } prefer ? Models($"{field}.prefer", prefer, problems, snapshot) : null,
            }))
                problems.Add(field, "is there twice");
        }

        return read;
    }

    private static Dictionary<string, IReadOnlyDictionary<string, double>> Scores(
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>?> scores, FieldProblems problems, GatewaySnapshot snapshot)
    {
        if (scores.Count > MostModels)
            problems.Add("scores", $"must name at most {MostModels} models");
        var read = new Dictionary<string, IReadOnlyDictionary<string, double>>(StringComparer.Ordinal);
        foreach (var (model, byTask) in scores.Take(MostModels))
        {
            var field = $"scores.{ApiError.Shorten(model)}";
            if (WrongWith(model, snapshot) is { } problem)
                problems.Add(field, problem);
            var own = new Dictionary<string, double>(StringComparer.Ordinal);
            foreach (var (task, score) in byTask ?? new Dictionary<string, double>())
            {
                var name = TaskNames.Find(task) is { } kind ? TaskNames.NameOf(kind) : task;
                if (name != TaskQuality.AllTasks && !TaskNames.All.Contains(name))
                    problems.Add($"{field}.{ApiError.Shorten(task)}", $"must be {TaskQuality.AllTasks} or one of {TaskNames.List}");
                else if (score is not (>= 0 and <= 1))
                    problems.Add($"{field}.{task}", "must be 0 to 1");
                else if (!own.TryAdd(name, score))
                    problems.Add($"{field}.{task}", "is there twice");
            }

            read[model] = own;
        }

        return read;
    }
}
