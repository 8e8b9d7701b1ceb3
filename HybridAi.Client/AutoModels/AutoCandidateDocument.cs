namespace HybridAi.Client.AutoModels;

/// <summary>A model among which an auto model picks.</summary>
public sealed record AutoCandidateDocument
{
    /// <summary>The model: <c>provider/model</c>.</summary>
    public required string Model { get; init; }

    /// <summary>The deployments that serve it.</summary>
    public IReadOnlyList<string> Deployments { get; init; } = [];

    /// <summary>How good it is taken to be, 0 to 1, by task.</summary>
    public IReadOnlyDictionary<string, double> Quality { get; init; } = new Dictionary<string, double>();
}
