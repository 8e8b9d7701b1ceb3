using HybridAi.Client.Routing;
using HybridAi.Core.Routing.Rules;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Routing;

/// <summary>Reads selections of deployments, which must name what there is.</summary>
internal sealed class RuleSelectionReader(RuleVocabulary vocabulary, FieldProblems problems)
{
    private const int MostShown = 20;

    public DeploymentSelection Read(DeploymentSelectionDocument? selection, string path)
    {
        if (selection is null or { Providers: null, Deployments: null, Models: null, Regions: null, Tags: null })
            problems.Add(path, "must select deployments by providers, deployments, models, regions or tags");
        return new DeploymentSelection
        {
            Providers = Names(selection?.Providers, $"{path}.providers", "provider", vocabulary.Providers, StringComparison.Ordinal),
            Deployments = Names(selection?.Deployments, $"{path}.deployments", "deployment", vocabulary.Deployments, StringComparison.Ordinal),
            Models = RuleTexts.Read(selection?.Models, $"{path}.models", problems, name => vocabulary.IsModelOfProvider(name) ? null : "no provider has a model of that id"),
            Regions = Names(selection?.Regions, $"{path}.regions", "region of a deployment", vocabulary.Regions, StringComparison.OrdinalIgnoreCase),
            Tags = Names(selection?.Tags, $"{path}.tags", "tag of a deployment", vocabulary.Tags, StringComparison.Ordinal),
        };
    }

    private IReadOnlyList<string>? Names(IReadOnlyList<string?>? names, string path, string what, IEnumerable<string> known, StringComparison comparison) => RuleTexts.Read(
        names, path, problems, name => RuleVocabulary.IsAny(known, name, comparison) ? null : $"there is no such {what}; there {Known([.. known.Distinct(StringComparer.Ordinal)])}");

    private static string Known(string[] names) => names.Length switch
    {
        0 => "is none",
        <= MostShown => $"are {string.Join(", ", names)}",
        _ => $"are {string.Join(", ", names.Take(MostShown))} and {names.Length - MostShown} more",
    };
}
