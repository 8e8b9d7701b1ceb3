namespace HybridAi.Simulator.Jobs.Batches;

/// <summary>One request of a batch.</summary>
internal sealed record BatchLine(string? CustomId, byte[] Body);

/// <summary>What is wrong with a batch, or with a line of it.</summary>
internal sealed record BatchProblem(string Code, string Message, string? Param = null, int? Line = null);
