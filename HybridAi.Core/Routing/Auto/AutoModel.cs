using System.Collections.Frozen;
using HybridAi.Core.Routing.Tasks;

namespace HybridAi.Core.Routing.Auto;

/// <summary>A name that picks among models by what a request is for, ready to pick.</summary>
public sealed class AutoModel
{
    /// <summary>The name of the one that is always there.</summary>
    public const string BuiltInName = "auto";

    private readonly FrozenDictionary<Deployment, int> _models;
    private readonly TaskQuality[] _quality;
    private readonly AutoTask?[] _tasks;

    /// <summary>Makes one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="quality">The quality of requests that name none.</param>
    /// <param name="candidates">The models that it picks among, each once.</param>
    /// <param name="tasks">What is different for a task; the names of preferred models are those of the candidates.</param>
    public AutoModel(string name, QualityLevel quality, IReadOnlyList<AutoCandidate> candidates, IReadOnlyDictionary<TaskKind, AutoTaskDefinition>? tasks = null)
    {
        (Name, Quality, Candidates) = (name, quality, candidates);
        Deployments = [.. candidates.SelectMany(candidate => candidate.Deployments)];
        _models = candidates.Index().SelectMany(one => one.Item.Deployments.Select(deployment => KeyValuePair.Create(deployment, one.Index))).ToFrozenDictionary();
        _quality = [.. candidates.Select(candidate => candidate.Quality)];
        _tasks = new AutoTask?[TaskNames.Count];
        foreach (var (task, definition) in tasks ?? FrozenDictionary<TaskKind, AutoTaskDefinition>.Empty)
            _tasks[(int)task] = new AutoTask(definition.Quality, PlacesOf(definition.Prefer ?? []));
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The quality of requests that name none.</summary>
    public QualityLevel Quality { get; }

    /// <summary>The models that it picks among.</summary>
    public IReadOnlyList<AutoCandidate> Candidates { get; }

    /// <summary>All that it may send a request to.</summary>
    public Deployment[] Deployments { get; }

    /// <summary>The quality that a request gets.</summary>
    /// <param name="task">What it is for.</param>
    /// <param name="asked">What it asks for, or null.</param>
    public QualityLevel LevelOf(TaskKind task, QualityLevel? asked) => asked ?? _tasks[(int)task]?.Quality ?? Quality;

    /// <summary>Which of the candidates a deployment serves.</summary>
    internal int ModelOf(Deployment deployment) => _models.GetValueOrDefault(deployment, -1);

    /// <summary>How good a candidate is for a task.</summary>
    internal double QualityOf(int model, TaskKind task) => model < 0 ? 0 : _quality[model][task];

    /// <summary>The place of a candidate among those that are preferred for a task; null if it is not.</summary>
    internal int? PlaceOf(int model, TaskKind task) => model >= 0 && _tasks[(int)task]?.Places[model] is { } place ? place : null;

    private int?[] PlacesOf(IReadOnlyList<string> preferred)
    {
        var places = new int?[Candidates.Count];
        foreach (var (place, name) in preferred.Index())
        {
            for (var model = 0; model < places.Length; model++)
            {
                if (Candidates[model].Name == name)
                    places[model] ??= place;
            }
        }

        return places;
    }

    private sealed record AutoTask(QualityLevel? Quality, int?[] Places);
}
