using HybridAi.Core.Routing.Rules;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Routing;

/// <summary>What a saved rule names that is no more.</summary>
internal static class RuleProblems
{
    /// <summary>Says it of each; null if there is nothing to say.</summary>
    public static IReadOnlyList<string>? Of(RoutingRule rule, RuleVocabulary vocabulary)
    {
        // It was good when it was saved, so whatever is wrong has come since.
        var problems = new FieldProblems();
        new RuleReader(vocabulary, problems, default).Read(RuleDocuments.Of(rule, 0), "");
        return problems.Any ? problems.Texts : null;
    }
}
