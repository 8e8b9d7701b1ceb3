using HybridAi.Client.AutoModels;
using HybridAi.Core.Routing.Auto;
using HybridAi.Core.Routing.Tasks;
using HybridAi.Node.Snapshots;

namespace HybridAi.Gateway.Endpoints.AutoModels;

/// <summary>Auto models as the API shows them.</summary>
internal static class AutoModelDocuments
{
    /// <summary>A defined one, as it was defined.</summary>
    public static AutoModelDocument Of(AutoModelDefinition definition) => new()
    {
        Name = definition.Name,
        Defined = true,
        Revision = definition.Revision,
        UpdatedAt = definition.UpdatedAt,
        Models = definition.Models,
        Quality = QualityLevels.NameOf(definition.Quality ?? QualityLevel.Balanced),
        Tasks = (definition.Tasks ?? new Dictionary<string, AutoTaskDefinition>()).ToDictionary(
            pair => pair.Key, pair => new AutoTaskDocument { Quality = pair.Value.Quality is { } quality ? QualityLevels.NameOf(quality) : null, Prefer = pair.Value.Prefer }),
        Scores = definition.Scores ?? new Dictionary<string, IReadOnlyDictionary<string, double>>(),
    };

    /// <summary>The same with what it comes to in a snapshot.</summary>
    public static AutoModelDocument Complete(AutoModelDocument document, GatewaySnapshot snapshot) => document with
    {
        Candidates = [.. (snapshot.AutoModels.Find(document.Name)?.Candidates ?? []).Select(Of)],
        Problem = snapshot.AutoModels.Problems.GetValueOrDefault(document.Name),
    };

    /// <summary>The built-in one; null if a definition has taken its place, or there is nothing to pick among.</summary>
    public static AutoModelDocument? BuiltIn(GatewaySnapshot snapshot, IEnumerable<AutoModelDocument> defined) =>
        snapshot.AutoModels.Find(AutoModel.BuiltInName) is { } auto && defined.All(one => one.Name != AutoModel.BuiltInName)
            ? Complete(new AutoModelDocument { Name = auto.Name, Quality = QualityLevels.NameOf(auto.Quality) }, snapshot)
            : null;

    private static AutoCandidateDocument Of(AutoCandidate candidate) => new()
    {
        Model = candidate.Name,
        Deployments = [.. candidate.Deployments.Select(deployment => deployment.Id)],
        Quality = Enum.GetValues<TaskKind>().ToDictionary(TaskNames.NameOf, task => Math.Round(candidate.Quality[task], 4)),
    };
}
