using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace HybridAi.EndToEnd.Tests.Hosting;

/// <summary>One of the separate services, as a process that has nothing but its environment; may be started again.</summary>
internal sealed class ServiceProcess(string program, IReadOnlyDictionary<string, string> environment) : IAsyncDisposable
{
    /// <summary>Tests count what providers are asked and script what they answer: questions that nobody sent would be in between.</summary>
    public const string ProbesSwitch = "Health__Probes";

    private static readonly string MasterKey = new('a', 64);
    private static readonly Regex Listening = new(@"Now listening on: (http\S+)");
    private ServerProcess? _process;
    private HttpClient? _http;

    public ServerProcess Process => _process ?? throw NotStarted();

    /// <summary>Calls it with the administrator's key.</summary>
    public HttpClient Http => _http ?? throw NotStarted();

    public Uri Address => Http.BaseAddress!;

    public static async Task<ServiceProcess> StartAsync(string program, IReadOnlyDictionary<string, string> environment)
    {
        var service = new ServiceProcess(program, environment);
        await service.StartAsync();
        return service;
    }

    /// <summary>Starts one without waiting for it; it need not succeed.</summary>
    public static ServerProcess Launch(string program, IReadOnlyDictionary<string, string> environment) =>
        ServerProcess.Start(program, [], new Dictionary<string, string>(environment) { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" }, Listening);

    /// <summary>What the environment of a gateway or worker has under Aspire in any case.</summary>
    public static Dictionary<string, string> NodeEnvironment(string database) => new()
    {
        ["HYBRIDAI_ADMIN_KEY"] = Product.AdministratorKey,
        ["HYBRIDAI_MASTER_KEY"] = MasterKey,
        [Product.CacheSwitch] = "false",
        [ProbesSwitch] = "false",
        ["ConnectionStrings__database"] = database,
    };

    /// <summary>What the site's environment has: where the gateways are, and a key of its own.</summary>
    public static Dictionary<string, string> SiteEnvironment(IEnumerable<Uri> gateways) =>
        new(gateways.Select((address, index) => KeyValuePair.Create($"services__gateway__http__{index}", address.ToString())))
        {
            ["HYBRIDAI_SITE_KEY"] = "the-key-that-all-instances-of-the-site-share",
        };

    /// <summary>Starts it, at a free port, and waits until it listens.</summary>
    public async Task StartAsync()
    {
        _process = Launch(program, environment);
        var address = await _process.AddressAsync();
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Product.AdministratorKey);
    }

    /// <summary>Starts it again with its own data, wherever that is.</summary>
    public async Task RestartAsync()
    {
        await DisposeAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_process is not null)
            await _process.DisposeAsync();
    }

    private static InvalidOperationException NotStarted() => new("It has not been started.");
}
