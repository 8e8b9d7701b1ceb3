using HybridAi.Core.Routing.Tasks;

namespace HybridAi.Benchmarks.Tasks;

/// <summary>A prompt whose task is known.</summary>
/// <param name="Task">The task.</param>
/// <param name="System">The system prompt, or nothing.</param>
/// <param name="Prompt">What the user says.</param>
internal sealed record TrainingPrompt(TaskKind Task, string System, string Prompt);
