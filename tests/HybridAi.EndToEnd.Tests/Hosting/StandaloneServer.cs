using System.Text.RegularExpressions;

namespace HybridAi.EndToEnd.Tests.Hosting;

/// <summary>HybridAi as a user starts it: a process with a data directory.</summary>
internal sealed class StandaloneServer : Product
{
    private static readonly Regex Ready = new(@"^\s+Site\s+(http\S+)");

    private StandaloneServer(ServerProcess process, Uri address) : base(address, address) => Process = process;

    public ServerProcess Process { get; }

    public override string Output => Process.Output;

    public override IReadOnlyList<ServerProcess> Gateways => [Process];

    public override IReadOnlyList<Uri> GatewayAddresses => [Address];

    /// <summary>Starts one on a free port.</summary>
    /// <param name="data">Its data directory.</param>
    /// <param name="environment">More settings.</param>
    public static new async Task<StandaloneServer> StartAsync(string data, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var process = Launch(data, new Dictionary<string, string> { ["HYBRIDAI_ADMIN_KEY"] = AdministratorKey, [CacheSwitch] = "false", [ServiceProcess.ProbesSwitch] = "false" }.Concat(environment));
        return new StandaloneServer(process, await process.AddressAsync());
    }

    /// <summary>Starts one without waiting for it; it need not succeed.</summary>
    public static ServerProcess Launch(string data, IEnumerable<KeyValuePair<string, string>> environment, params string[] arguments)
    {
        var all = new Dictionary<string, string> { ["HYBRIDAI_DATA"] = data };
        foreach (var (name, value) in environment)
            all[name] = value;
        return ServerProcess.Start("HybridAi.Standalone", [.. arguments.Contains("--urls") ? [] : new[] { "--urls", "http://127.0.0.1:0" }, .. arguments], all, Ready);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Process.DisposeAsync();
    }
}
