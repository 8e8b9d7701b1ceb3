using HybridAi.Client.Paging;
using HybridAi.Client.Routing;

namespace HybridAi.Client;

public sealed partial class HybridAiClient
{
    private const string RulesPath = "api/routing/rules";

    /// <summary>Reads how requests are routed where no rule says otherwise, and the strategies that there are.</summary>
    public Task<RoutingSettingsDocument> RoutingAsync(CancellationToken cancellationToken = default) =>
        GetAsync("api/routing", Json.RoutingSettingsDocument, cancellationToken);

    /// <summary>Reads all routing rules.</summary>
    public Task<RoutingRuleSetDocument> RoutingRulesAsync(CancellationToken cancellationToken = default) =>
        GetAsync(RulesPath, Json.RoutingRuleSetDocument, cancellationToken);

    /// <summary>Replaces all routing rules.</summary>
    /// <param name="rules">The rules, and the revision that was read.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<RoutingRuleSetDocument> ReplaceRoutingRulesAsync(RoutingRuleSetDocument rules, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Put, RulesPath, rules, Json.RoutingRuleSetDocument, Json.RoutingRuleSetDocument, cancellationToken);

    /// <summary>Reads a routing rule.</summary>
    public Task<RoutingRuleDocument> RoutingRuleAsync(string name, CancellationToken cancellationToken = default) =>
        GetAsync(RulePath(name), Json.RoutingRuleDocument, cancellationToken);

    /// <summary>Adds a routing rule at its position, else behind the others.</summary>
    public Task<RoutingRuleDocument> CreateAsync(RoutingRuleDocument rule, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, RulesPath, rule, Json.RoutingRuleDocument, Json.RoutingRuleDocument, cancellationToken);

    /// <summary>Replaces a routing rule; it names the revision of all rules that was read.</summary>
    public Task<RoutingRuleDocument> ReplaceRoutingRuleAsync(string name, RoutingRuleDocument rule, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Put, RulePath(name), rule, Json.RoutingRuleDocument, Json.RoutingRuleDocument, cancellationToken);

    /// <summary>Deletes a routing rule.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="revision">The revision of all rules that was read; null: whatever it is.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task DeleteRoutingRuleAsync(string name, long? revision = null, CancellationToken cancellationToken = default) =>
        DeleteAsync(Deletion(RulePath(name), revision), cancellationToken);

    /// <summary>Lists the versions of the routing rules that are kept, newest first, without the rules themselves.</summary>
    public Task<DocumentPage<RoutingRuleSetDocument>> RoutingRuleVersionsAsync(CancellationToken cancellationToken = default) =>
        GetAsync($"{RulesPath}/versions", Json.DocumentPageRoutingRuleSetDocument, cancellationToken);

    /// <summary>Reads a version of the routing rules.</summary>
    public Task<RoutingRuleSetDocument> RoutingRuleVersionAsync(long revision, CancellationToken cancellationToken = default) =>
        GetAsync($"{RulesPath}/versions/{revision}", Json.RoutingRuleSetDocument, cancellationToken);

    /// <summary>Makes the rules of an earlier version the current ones again, as a new version.</summary>
    public Task<RoutingRuleSetDocument> RestoreRoutingRulesAsync(long revision, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, $"{RulesPath}/versions/{revision}/restore", null, Json.RoutingRuleSetDocument, cancellationToken);

    /// <summary>Tries where rules would send a request, without calling a provider.</summary>
    public Task<RoutingDryRunDocument> DryRunRoutingRulesAsync(RoutingDryRunRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, $"{RulesPath}/dry-run", request, Json.RoutingDryRunRequest, Json.RoutingDryRunDocument, cancellationToken);

    private static string RulePath(string name) => $"{RulesPath}/{Uri.EscapeDataString(name)}";
}
