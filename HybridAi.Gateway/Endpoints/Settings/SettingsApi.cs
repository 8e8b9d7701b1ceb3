using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Settings;

internal static class SettingsApi
{
    public static void MapSettingsApi(this IEndpointRouteBuilder api) =>
        api.MapGroup("/settings").WithTags("Settings").RequireInstallationAdministrator()
            .MapGet("", (SettingsHandler handler) => handler.Get())
            .Describe("readSettings", "Read the configuration in effect at the gateway that answers, and where each setting was set; secrets are not shown");
}
