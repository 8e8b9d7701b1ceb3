using HybridAi.Core.Routing.Tasks;

namespace HybridAi.Core.Routing.Auto;

/// <summary>How good a model's answers are, from 0 to 1, for each task. 0: it is not for that.</summary>
public sealed class TaskQuality
{
    private readonly double[] _scores;

    /// <summary>Keeps scores.</summary>
    /// <param name="scores">One for each of <see cref="TaskKind"/>, in its order.</param>
    public TaskQuality(IReadOnlyList<double> scores)
    {
        _scores = scores.Count == TaskNames.Count ? [.. scores] : throw new ArgumentException("There must be one for each task.", nameof(scores));
        Mean = _scores.Average();
    }

    /// <summary>The quality for a task.</summary>
    /// <param name="task">The task.</param>
    public double this[TaskKind task] => _scores[(int)task];

    /// <summary>Whether it is for any task at all.</summary>
    public bool IsUsable => Array.Exists(_scores, score => score > 0);

    /// <summary>The mean over all tasks.</summary>
    public double Mean { get; }

    /// <summary>The same quality for all tasks.</summary>
    /// <param name="score">The quality, 0 to 1.</param>
    public static TaskQuality Of(double score) => new([.. Enumerable.Repeat(score, TaskNames.Count)]);

    /// <summary>The same with some tasks' scores replaced.</summary>
    /// <param name="scores">Scores by task name; the name <see cref="AllTasks"/> stands for all that are not named.</param>
    public TaskQuality With(IReadOnlyDictionary<string, double> scores) => new(
        [.. TaskNames.All.Select((name, index) => scores.TryGetValue(name, out var own) || scores.TryGetValue(AllTasks, out own) ? own : _scores[index])]);

    /// <summary>What stands for all tasks that are not named.</summary>
    public const string AllTasks = "*";
}
