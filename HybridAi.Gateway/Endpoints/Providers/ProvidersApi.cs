using HybridAi.Client.Providers;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Providers;

internal static class ProvidersApi
{
    private static readonly (string, string) ProbeParameter = ("probe", "`false` saves it without the trial call.");
    private static readonly (string, string) RevisionParameter = ("revision", "The revision that was read; another one answers 409. Also as If-Match.");
    private static readonly QueryParameters Probe = new(ProbeParameter);
    private static readonly QueryParameters Probes = QueryParameters.Paged();
    private static readonly QueryParameters Compare = new(("compare", "`previous` (default: the last one before of the same model) or the id of another test of the provider."));
    private static readonly QueryParameters Revision = new(RevisionParameter);
    private static readonly QueryParameters ProbeAndRevision = new(ProbeParameter, RevisionParameter);

    public static void MapProvidersApi(this IEndpointRouteBuilder api)
    {
        var providers = api.MapGroup("/providers").WithTags("Providers").RequireRole(Role.Viewer);
        providers.MapGet("", ProviderHandlers.List).Describe("listProviders", "List the configured providers");
        providers.MapGet("{name}", DefinitionHandlers.GetAsync).Describe("getProvider", "Read the definition of a provider that was defined here");
        providers.MapGet("{name}/probes", ProviderHandlers.ProbesAsync).RequireInstallationRole(Role.Viewer)
            .Describe("listProviderProbes", "List the trial calls of a provider that the job provider-probe made, newest first", Probes);
        providers.MapPost("{name}/test", ProviderTestHandlers.StartAsync).RequireInstallationRole(Role.Operator).AcceptsOptionalJson<TestProviderRequest>()
            .Describe("testProvider", "Ask for a test of a provider: what it can do, how long it takes, what it bears; a worker makes it, at a bounded cost");
        providers.MapGet("{name}/tests", ProviderTestHandlers.ListAsync).RequireInstallationRole(Role.Viewer)
            .Describe("listProviderTests", "List the tests of a provider, newest first", Probes);
        providers.MapGet("{name}/tests/{id}", ProviderTestHandlers.GetAsync).RequireInstallationRole(Role.Viewer)
            .Describe("getProviderTest", "Read a test of a provider: how far it is, its report, and what has changed since an earlier one", Compare);
        var writes = providers.MapGroup("").RequireInstallationAdministrator();
        writes.MapPost("", DefinitionHandlers.CreateAsync).AcceptsJson<SaveProviderRequest>()
            .Describe("createProvider", "Define a provider; it is tried first", Probe);
        writes.MapPut("{name}", DefinitionHandlers.ReplaceAsync).AcceptsJson<SaveProviderRequest>()
            .Describe("replaceProvider", "Replace a provider's definition; what is left out takes its default", ProbeAndRevision);
        writes.MapDelete("{name}", DefinitionHandlers.DeleteAsync)
            .Describe("deleteProvider", "Delete a provider's definition and its key; a built-in one of that name counts again", Revision);
        var key = providers.MapGroup("{name}/key").RequireInstallationAdministrator();
        key.MapPut("", ProviderHandlers.SetKeyAsync).AcceptsJson<SetProviderKeyRequest>()
            .Describe("setProviderKey", "Set the key that a provider is called with; it is kept encrypted and never shown");
        key.MapDelete("", ProviderHandlers.DeleteKeyAsync)
            .Describe("deleteProviderKey", "Forget the key that was set here; one from the environment counts again");
    }
}
