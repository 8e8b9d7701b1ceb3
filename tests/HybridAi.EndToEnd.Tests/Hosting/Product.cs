using System.Net.Http.Headers;
using HybridAi.Client;
using HybridAi.Client.Usage;

namespace HybridAi.EndToEnd.Tests.Hosting;

/// <summary>A running HybridAi, whatever it is made of: <c>HYBRIDAI_TEST_TOPOLOGY</c> says whether it is one process (the default) or <c>distributed</c>.</summary>
internal abstract class Product : IAsyncDisposable
{
    public const string AdministratorKey = "hai-administrator-of-the-tests";

    protected Product(Uri address, Uri site)
    {
        (Address, Site) = (address, site);
        // No time-out of the client's own: what must not hang is what is tested.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, MaxConnectionsPerServer = 1000 };
        Http = new HttpClient(handler) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(100) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdministratorKey);
        Api = new HybridAiClient(Http);
    }

    /// <summary>Whether the tests run against separate processes.</summary>
    public static bool IsDistributed => Environment.GetEnvironmentVariable("HYBRIDAI_TEST_TOPOLOGY") == "distributed";

    /// <summary>Where its API is.</summary>
    public Uri Address { get; }

    /// <summary>Where its site is.</summary>
    public Uri Site { get; }

    /// <summary>Calls it with the administrator's key.</summary>
    public HttpClient Http { get; }

    public HybridAiClient Api { get; }

    /// <summary>What its processes wrote so far.</summary>
    public abstract string Output { get; }

    /// <summary>The processes that requests go through.</summary>
    public abstract IReadOnlyList<int> GatewayProcesses { get; }

    /// <summary>Starts one.</summary>
    /// <param name="data">A directory of its own.</param>
    /// <param name="settings">More settings.</param>
    public static async Task<Product> StartAsync(string data, IEnumerable<KeyValuePair<string, string>> settings) => IsDistributed
        ? await DistributedProduct.StartAsync(data, settings)
        : await StandaloneServer.StartAsync(data, settings);

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
            () => RecordsAsync(new UsageFilter { Session = session }), found => found.Count > 0, $"no record has the session {session}\n{Output}");
        return Assert.Single(records);
    }

    public virtual ValueTask DisposeAsync()
    {
        Http.Dispose();
        return ValueTask.CompletedTask;
    }
}
