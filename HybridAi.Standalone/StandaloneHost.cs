using HybridAi.Gateway.Hosting;
using HybridAi.Node.Providers;
using HybridAi.Node.Settings;
using HybridAi.ServiceDefaults.Configuration;
using HybridAi.Simulator;
using HybridAi.Web;
using HybridAi.Worker.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace HybridAi.Standalone;

/// <summary>All of HybridAi in one process: gateway, worker, status site and, where there are no provider keys, the Simulator.</summary>
public sealed class StandaloneHost : IAsyncDisposable
{
    private const string DefaultUrl = "http://localhost:8080";
    private const string HostCategory = "Microsoft.Extensions.Hosting.Internal.Host";

    private readonly WebApplication _app;
    private readonly WebApplication? _simulator;
    private readonly bool _hasSite;
    private volatile bool _started;

    private StandaloneHost(WebApplication app, WebApplication? simulator, bool hasSite) =>
        (_app, _simulator, _hasSite) = (app, simulator, hasSite);

    /// <summary>The address that it listens on.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The Simulator's address, or null if it does not run.</summary>
    public Uri? SimulatorAddress => _simulator is null ? null : new Uri(_simulator.Urls.First());

    /// <summary>What to tell the user.</summary>
    public string Banner => new Banner(Address, GatewayOverview.Of(_app)).ToString();

    /// <summary>Starts everything.</summary>
    /// <param name="args">The command line: any configuration key as <c>--Section:Key=value</c>, and <c>--urls</c>.</param>
    /// <exception cref="ConfigurationException">The configuration cannot be used.</exception>
    public static async Task<StandaloneHost> StartAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        var options = ReadOptions(builder);
        var simulator = await StartSimulatorAsync(options, builder.Configuration);
        StandaloneHost? host = null;
        try
        {
            var addresses = Addresses(simulator);
            // First: it lists what is wrong with jobs and with the rest at once.
            builder.AddWorker(addresses);
            var settings = builder.AddGateway(new GatewayHostOptions { SimulatedProviders = addresses, MakesUpAdministratorKey = true });
            if (options.Site)
                builder.AddSite(settings.DataDirectory);
            // A start that fails ends with what Program says, or with the exception itself; the host's log of it would only repeat the stack.
            builder.Logging.AddFilter(HostCategory, level => level >= LogLevel.Information && host is { _started: true });
            host = new StandaloneHost(Build(builder), simulator, hasSite: options.Site);
            await host.StartAsync();
            return host;
        }
        catch (Exception)
        {
            if (host is not null)
            {
                // What has begun in the background ends before what it uses is disposed.
                await host._app.StopAsync(CancellationToken.None);
                await host.DisposeAsync();
            }
            else if (simulator is not null)
                await simulator.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the process is told to stop.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (_simulator is not null)
            await _simulator.DisposeAsync();
    }

    // As a server of its own on a loopback port, unless one that runs already is named.
    private static async Task<WebApplication?> StartSimulatorAsync(StandaloneOptions options, IConfiguration configuration)
    {
        if (SimulatorSwitch.IsOn(configuration) || !(options.Simulate ?? !NodeSettings.HasRealProvider(configuration)))
            return null;
        var simulator = SimulatorHost.Build(SimulatorOptions.From(configuration.GetSection(SimulatorOptions.Section)));
        await simulator.StartAsync();
        return simulator;
    }

    private static IReadOnlyDictionary<string, Uri> Addresses(WebApplication? simulator) =>
        simulator is null ? new Dictionary<string, Uri>() : SimulatedProviders.At(new Uri(simulator.Urls.First()));

    private static StandaloneOptions ReadOptions(WebApplicationBuilder builder)
    {
        var reader = new OptionsReader(builder.Configuration);
        var options = reader.Read<StandaloneOptions>("Standalone");
        reader.ThrowIfInvalid();
        builder.Services.AddSingleton(reader.InEffect);
        return options;
    }

    private static WebApplication Build(WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]))
            builder.WebHost.UseUrls(DefaultUrl);
        return builder.Build();
    }

    private async Task StartAsync()
    {
        await _app.MapGatewayAsync();
        var overview = GatewayOverview.Of(_app);
        if (_hasSite)
            _app.MapWeb();
        await _app.StartAsync();
        _started = true;
        var bound = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Address = new Uri(bound.Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal));
        if (_hasSite)
            _app.TellSite(Address, overview.ExampleModel);
    }
}
