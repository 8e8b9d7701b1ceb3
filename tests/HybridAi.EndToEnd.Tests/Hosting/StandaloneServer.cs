using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using HybridAi.Client;
using HybridAi.Client.Usage;

namespace HybridAi.EndToEnd.Tests.Hosting;

/// <summary>HybridAi as a user starts it: a process with a data directory.</summary>
internal sealed class StandaloneServer : IAsyncDisposable
{
    public const string AdministratorKey = "hai-administrator-of-the-tests";

    private static readonly Regex Ready = new(@"^\s+Site\s+(http\S+)");

    private StandaloneServer(ServerProcess process, Uri address)
    {
        (Process, Address) = (process, address);
        // No time-out of the client's own: what must not hang is what is tested.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, MaxConnectionsPerServer = 1000 };
        Http = new HttpClient(handler) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(100) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdministratorKey);
        Api = new HybridAiClient(Http);
    }

    public ServerProcess Process { get; }

    public Uri Address { get; }

    /// <summary>Calls it with the administrator's key.</summary>
    public HttpClient Http { get; }

    public HybridAiClient Api { get; }

    /// <summary>Starts one on a free port.</summary>
    /// <param name="data">Its data directory.</param>
    /// <param name="environment">More settings.</param>
    public static async Task<StandaloneServer> StartAsync(string data, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var process = Launch(data, new[] { new KeyValuePair<string, string>("HYBRIDAI_ADMIN_KEY", AdministratorKey) }.Concat(environment));
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

    /// <summary>All usage records, newest first.</summary>
    public async Task<List<UsageRecordDocument>> RecordsAsync(UsageFilter? filter = null)
    {
        var records = new List<UsageRecordDocument>();
        string? cursor = null;
        do
        {
            var page = await Api.UsageAsync((filter ?? new UsageFilter()) with { Cursor = cursor, Limit = 1000 });
            records.AddRange(page.Data);
            cursor = page.Next;
        }
        while (cursor is not null);
        return records;
    }

    /// <summary>The one record with a session label, once it is there.</summary>
    public async Task<UsageRecordDocument> RecordOfSessionAsync(string session)
    {
        var records = await Eventually.GetAsync(
            () => RecordsAsync(new UsageFilter { Session = session }), found => found.Count > 0, $"no record has the session {session}\n{Process.Output}");
        return Assert.Single(records);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Process.DisposeAsync();
    }
}
