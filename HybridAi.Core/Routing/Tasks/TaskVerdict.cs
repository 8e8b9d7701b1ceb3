namespace HybridAi.Core.Routing.Tasks;

/// <summary>What the classifier takes a request for.</summary>
/// <param name="Task">The task.</param>
/// <param name="Confidence">How sure it is, from 0.1 (not at all) to 1.</param>
public readonly record struct TaskVerdict(TaskKind Task, double Confidence);
