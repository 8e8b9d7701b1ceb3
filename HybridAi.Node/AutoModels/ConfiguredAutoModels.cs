using System.Collections.Frozen;
using HybridAi.Core.Catalog;
using HybridAi.Core.Configuration;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Auto;
using HybridAi.Core.Routing.Tasks;

namespace HybridAi.Node.AutoModels;

/// <summary>The auto models of a snapshot: the defined ones, and <c>auto</c>, which is always there.</summary>
public sealed class ConfiguredAutoModels
{
    private readonly FrozenDictionary<string, AutoModel> _byName;

    private ConfiguredAutoModels(IReadOnlyDictionary<string, AutoModel> byName, IReadOnlyDictionary<string, string> problems) =>
        (_byName, Problems) = (byName.ToFrozenDictionary(StringComparer.Ordinal), problems);

    /// <summary>All that can be asked for.</summary>
    public IReadOnlyList<AutoModel> All => _byName.Values;

    /// <summary>What is wrong with some of the defined ones, by name.</summary>
    public IReadOnlyDictionary<string, string> Problems { get; }

    /// <summary>Finds an auto model.</summary>
    /// <param name="name">Its name, in exact case.</param>
    public AutoModel? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Puts what was defined together with the models that there are.</summary>
    /// <param name="stored">What administrators set.</param>
    /// <param name="models">What names stand for, without auto models.</param>
    /// <param name="quality">What is assumed of models.</param>
    public static ConfiguredAutoModels Build(StoredConfiguration stored, ModelIndex models, ModelQuality quality)
    {
        var byName = new Dictionary<string, AutoModel>(StringComparer.Ordinal);
        var problems = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var definition in stored.AutoModels)
        {
            if (models.Aliases.ContainsKey(definition.Name))
                problems[definition.Name] = "An alias has the same name and goes first.";
            else
                byName[definition.Name] = Compile(definition, new Candidates(models, quality, stored.ReadAt), problems);
        }

        if (!byName.ContainsKey(AutoModel.BuiltInName) && !models.Aliases.ContainsKey(AutoModel.BuiltInName)
            && new Candidates(models, quality, stored.ReadAt).AddCurrent() is { Count: > 0 } current)
            byName[AutoModel.BuiltInName] = new AutoModel(AutoModel.BuiltInName, QualityLevel.Balanced, current.ToList());
        return new ConfiguredAutoModels(byName, problems);
    }

    private static AutoModel Compile(AutoModelDefinition definition, Candidates candidates, Dictionary<string, string> problems)
    {
        var unknown = new SortedSet<string>(StringComparer.Ordinal);
        if (definition.Models is { } models)
            unknown.UnionWith(models.Where(name => candidates.Add(name).Length == 0));
        else
            candidates.AddCurrent();
        var tasks = new Dictionary<TaskKind, AutoTaskDefinition>();
        foreach (var (name, task) in definition.Tasks ?? FrozenDictionary<string, AutoTaskDefinition>.Empty)
        {
            if (TaskNames.Find(name) is not { } kind)
                continue;
            var preferred = (task.Prefer ?? []).ToDictionary(model => model, candidates.Add);
            unknown.UnionWith(preferred.Where(one => one.Value.Length == 0).Select(one => one.Key));
            tasks[kind] = task with { Prefer = [.. (task.Prefer ?? []).SelectMany(model => preferred[model])] };
        }

        foreach (var (name, scores) in definition.Scores ?? FrozenDictionary<string, IReadOnlyDictionary<string, double>>.Empty)
        {
            if (!candidates.Score(name, scores))
                unknown.Add(name);
        }

        if (unknown.Count > 0)
            problems[definition.Name] = $"No configured provider has, or none has active, {string.Join(", ", unknown.Select(name => $"'{name}'"))}.";
        return new AutoModel(definition.Name, definition.Quality ?? QualityLevel.Balanced, candidates.ToList(), tasks);
    }

    // The models of one auto model while it is put together, by provider/model.
    private sealed class Candidates(ModelIndex models, ModelQuality quality, DateTimeOffset at)
    {
        private readonly Dictionary<string, AutoCandidate> _byModel = new(StringComparer.Ordinal);
        private readonly List<string> _order = [];

        public int Count => _order.Count;

        public IReadOnlyList<AutoCandidate> ToList() => [.. _order.Select(name => _byModel[name])];

        /// <summary>Adds what a name stands for; says which models that is.</summary>
        public string[] Add(string name)
        {
            var found = models.Find(name) ?? [];
            foreach (var group in found.GroupBy(deployment => deployment.QualifiedModel))
                Add(group.Key, [.. group]);
            return [.. found.Select(deployment => deployment.QualifiedModel).Distinct()];
        }

        /// <summary>Adds all chat models that are current, and for anything at all.</summary>
        public Candidates AddCurrent()
        {
            foreach (var deployment in models.Providers.SelectMany(provider => provider.Listed).Where(IsCurrent))
            {
                if (models.StandingFor(deployment) is { Length: > 0 } standing && QualityOf(standing).IsUsable)
                    Add(deployment.QualifiedModel, standing);
            }

            return this;
        }

        /// <summary>Replaces scores of the models that a name stands for; false if none of them is here.</summary>
        public bool Score(string name, IReadOnlyDictionary<string, double> scores)
        {
            var isHere = false;
            foreach (var model in (models.Find(name) ?? []).Select(deployment => deployment.QualifiedModel).Distinct())
            {
                if (!_byModel.TryGetValue(model, out var candidate))
                    continue;
                _byModel[model] = candidate with { Quality = candidate.Quality.With(scores) };
                isHere = true;
            }

            return isHere;
        }

        private void Add(string model, Deployment[] deployments)
        {
            if (_byModel.TryAdd(model, new AutoCandidate(deployments, QualityOf(deployments))))
                _order.Add(model);
        }

        // What an administrator said of one of them goes before what is assumed.
        private TaskQuality QualityOf(Deployment[] deployments) => quality.Of(Array.Find(deployments, deployment => deployment.Quality is not null) ?? deployments[0], at);

        private static bool IsCurrent(Deployment deployment) =>
            deployment.Kind is null or ModelKind.Chat && deployment.CatalogModel?.Status is null or ModelStatus.Active;
    }
}
