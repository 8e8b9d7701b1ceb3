using System.Text;
using HybridAi.Simulator.Admin;
using HybridAi.Simulator.Catalog;
using HybridAi.Simulator.Cohere;
using HybridAi.Simulator.Gemini;
using HybridAi.Simulator.OpenAi;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator;

/// <summary>Builds the Simulator: a web application of its own that stands for the providers where there are no keys and no internet.</summary>
public static class SimulatorHost
{
    private const string FreeLoopbackPort = "http://127.0.0.1:0";
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The application, not started. It reads no configuration, environment or files but what the options say, so that it can
    /// live inside another host. After the start, <see cref="WebApplication.Urls"/> has the address.
    /// </summary>
    /// <param name="options">How to run.</param>
    /// <exception cref="InvalidOperationException">A script cannot be used; the message lists what is wrong with it.</exception>
    public static WebApplication Build(SimulatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var simulation = new Simulation(ModelCatalog.Load(), options.TimeProvider, options.Seed, ReadScripts(options));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // The body reader has its own bound, and answers in the provider's shape.
            kestrel.Limits.MaxRequestBodySize = null;
        });
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddSimpleConsole();

        var app = builder.Build();
        foreach (var url in options.Urls.DefaultIfEmpty(FreeLoopbackPort))
            app.Urls.Add(url);
        app.UseRouting();
        app.MapAdmin(simulation);
        foreach (var provider in simulation.Providers.Values)
            Map(app, simulation, provider);
        return app;
    }

    private static void Map(WebApplication app, Simulation simulation, SimulatedProvider provider)
    {
        switch (provider.Profile.Wire)
        {
            case Profiles.Wire.Gemini:
                app.MapGemini(simulation, provider);
                break;
            case Profiles.Wire.Cohere:
                app.MapCohere(simulation, provider);
                break;
            default:
                app.MapOpenAi(simulation, provider);
                break;
        }
    }

    private static Dictionary<string, ProviderScript> ReadScripts(SimulatorOptions options)
    {
        var scripts = new Dictionary<string, ProviderScript>(StringComparer.Ordinal);
        foreach (var (name, json) in options.Scripts)
        {
            var (script, problems) = ScriptReader.Read(Encoding.UTF8.GetBytes(json));
            if (Profiles.ProviderProfiles.All.All(profile => profile.Name != name))
                problems = [.. problems, "no provider has that name"];
            if (script is null || problems.Count > 0)
                throw new InvalidOperationException($"{SimulatorOptions.Section}:Scripts:{name}: {string.Join("; ", problems)}");
            scripts[name] = script;
        }

        return scripts;
    }
}
