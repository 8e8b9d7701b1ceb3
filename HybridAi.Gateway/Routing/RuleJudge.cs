using HybridAi.Core.Routing.Rules;
using HybridAi.Gateway.Inference;

namespace HybridAi.Gateway.Routing;

/// <summary>Finds the routing rules that are for a request. Where none are configured it costs nothing.</summary>
internal sealed class RuleJudge(DeploymentWatch watch)
{
    /// <summary>Notes what the rules say of a request, and sets the strategy if they do.</summary>
    public void Judge(Exchange exchange)
    {
        if (exchange.Snapshot.Rules is not { } rules || rules.Judge(FactsOf(exchange), watch) is not { Any: true } verdict)
            return;
        exchange.Rules = verdict;
        exchange.Strategy = verdict.Strategy ?? exchange.Strategy;
        foreach (var note in RuleWords.NotesOf(verdict))
            exchange.Decide("rule", note);
    }

    private static RuleFacts FactsOf(Exchange exchange)
    {
        var (caller, options) = (exchange.Caller, exchange.Options);
        return new RuleFacts
        {
            Model = exchange.RequestedModel,
            Task = options.Task,
            Tags = options.Tags,
            Organization = caller.OrganizationId.Value,
            Key = caller.KeyId.Value,
            Team = caller.TeamId?.Value,
            User = caller.UserId?.Value,
            EndUser = options.User,
            Session = options.Session,
            Request = exchange.Id,
            InputTokens = exchange.Body.Scan.EstimatedInputTokens,
            At = exchange.At,
        };
    }
}
