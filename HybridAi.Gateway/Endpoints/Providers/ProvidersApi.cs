using HybridAi.Client.Providers;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Providers;

internal static class ProvidersApi
{
    public static void MapProvidersApi(this IEndpointRouteBuilder api)
    {
        var providers = api.MapGroup("/providers").WithTags("Providers").RequireRole(Role.Viewer);
        providers.MapGet("", ProviderHandlers.List).Describe("listProviders", "List the configured providers");
        var key = providers.MapGroup("{name}/key").RequireInstallationAdministrator();
        key.MapPut("", ProviderHandlers.SetKeyAsync).AcceptsJson<SetProviderKeyRequest>()
            .Describe("setProviderKey", "Set the key that a provider is called with; it is kept encrypted and never shown");
        key.MapDelete("", ProviderHandlers.DeleteKeyAsync)
            .Describe("deleteProviderKey", "Forget the key that was set here; one from the environment counts again");
    }
}
