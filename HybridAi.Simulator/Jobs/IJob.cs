namespace HybridAi.Simulator.Jobs;

internal interface IJob
{
    string Id { get; }

    /// <summary>The key that it belongs to.</summary>
    string Owner { get; }
}
