using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using HybridAi.EndToEnd.Tests.Hosting;
using HybridAi.TestServers;

namespace HybridAi.EndToEnd.Tests.Hosts;

/// <summary>One of the separate services, as a process that has nothing but its environment.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    public const string AdministratorKey = "hai-administrator-of-the-hosts";
    public static readonly string MasterKey = new('a', 64);

    private static readonly Regex Ready = new("Now listening on: (http\\S+)");

    private ServiceProcess(ServerProcess process, Uri address)
    {
        (Process, Address) = (process, address);
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdministratorKey);
    }

    public ServerProcess Process { get; }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public static async Task<ServiceProcess> StartAsync(string program, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var process = Launch(program, environment);
        return new ServiceProcess(process, await process.AddressAsync());
    }

    /// <summary>Starts one without waiting for it; it need not succeed.</summary>
    public static ServerProcess Launch(string program, IEnumerable<KeyValuePair<string, string>> environment) => ServerProcess.Start(
        program, [], new Dictionary<string, string>(environment) { ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{FreePort.Find()}" }, Ready);

    /// <summary>What a gateway's environment has under Aspire.</summary>
    public static Dictionary<string, string> GatewayEnvironment(string data, string database, SimulatorServer simulator) => new()
    {
        ["HYBRIDAI_DATA"] = data,
        ["HYBRIDAI_ADMIN_KEY"] = AdministratorKey,
        ["HYBRIDAI_MASTER_KEY"] = MasterKey,
        ["ConnectionStrings__database"] = database,
        ["OPENAI_API_KEY"] = "",
        ["Simulator__Address"] = simulator.Address.ToString(),
    };

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Process.DisposeAsync();
    }
}
