using HybridAi.ServiceDefaults;
using HybridAi.ServiceDefaults.Configuration;

namespace HybridAi.Web.Hosting;

/// <summary>Puts the site into a host of its own. It finds the gateway by the name <c>gateway</c>, unless it is told an address.</summary>
internal static class SiteHosting
{
    private const string Section = "Web";
    private static readonly Uri Gateway = new("https+http://gateway");

    /// <exception cref="ConfigurationException">The configuration cannot be used; every error is listed.</exception>
    public static void AddSite(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var reader = new OptionsReader(configuration);
        reader.Read<WebOptions>(Section);
        var defaults = ServiceSettings.Read(reader, configuration);
        UnknownSections.Report(reader, configuration, [Section, .. ServiceSettings.Sections, "HYBRIDAI_"]);
        reader.ThrowIfInvalid();

        builder.AddServiceDefaults(defaults);
        builder.WebHost.ConfigureKestrel(server => server.AddServerHeader = false);
        builder.Services.AddSiteKeys(configuration, configuration["HYBRIDAI_DATA"] is { Length: > 0 } path ? path : ".hybridai");
        builder.Services.AddWeb(options =>
        {
            options.GatewayAddress = Gateway;
            new OptionsReader(configuration).Fill(options, Section);
        });
    }
}
