namespace HybridAi.Simulator.Jobs.Tuning;

/// <summary>Why a job fails.</summary>
internal sealed record JobProblem(string Code, string Message, string? Param);
