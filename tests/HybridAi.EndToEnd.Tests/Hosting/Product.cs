using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using HybridAi.Client;
using HybridAi.Client.Errors;
using HybridAi.Client.Usage;

namespace HybridAi.EndToEnd.Tests.Hosting;

/// <summary>A running HybridAi, whatever it is made of: <c>HYBRIDAI_TEST_TOPOLOGY</c> says whether it is one process (the default) or <c>distributed</c>.</summary>
internal abstract class Product : IAsyncDisposable
{
    /// <summary>Off unless a test is about it: each request is to be seen at its provider.</summary>
    public const string CacheSwitch = "Cache__Enabled";

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
    public abstract IReadOnlyList<ServerProcess> Gateways { get; }

    /// <summary>Where each of them is by itself.</summary>
    public abstract IReadOnlyList<Uri> GatewayAddresses { get; }

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

    /// <summary>The records once there are so many: what went through another gateway than the one that is asked may be in that one's journal still.</summary>
    public Task<List<UsageRecordDocument>> RecordsAsync(int least, UsageFilter? filter = null) =>
        RecordsAsync(found => found.Count >= least, $"there are not {least} records of {filter}", filter);

    /// <summary>The records once they are what is waited for.</summary>
    public async Task<List<UsageRecordDocument>> RecordsAsync(Func<List<UsageRecordDocument>, bool> isIt, string otherwise, UsageFilter? filter = null) =>
        await Eventually.GetAsync(() => RecordsAsync(filter), isIt, () => $"{otherwise}\n{Output}");

    /// <summary>The one record with a session label, once it is there.</summary>
    public async Task<UsageRecordDocument> RecordOfSessionAsync(string session) =>
        Assert.Single(await RecordsAsync(1, new UsageFilter { Session = session }));

    /// <summary>The record of a request, once it is there.</summary>
    public async Task<UsageRecordDocument> RecordAsync(Guid id)
    {
        var record = await Eventually.GetAsync(() => FindAsync(id), found => found is not null, () => $"no record of {id}\n{Output}");
        return record!;
    }

    /// <summary>Waits until a change that was answered is live at all gateways: the one that took it has it, so the others have when they are alike.</summary>
    public Task SpreadAsync() => HealthAsync(
        reports => reports.Select(report => report.GetProperty("snapshot").GetInt64()).Distinct().Count() == 1, "the gateways serve different snapshots");

    /// <summary>Waits until the health reports of all gateways are what is waited for.</summary>
    public Task HealthAsync(Func<JsonElement[], bool> isIt, string otherwise) =>
        Eventually.GetAsync(() => Task.WhenAll(GatewayAddresses.Select(HealthAsync)), isIt, () => $"{otherwise}\n{Output}");

    private async Task<UsageRecordDocument?> FindAsync(Guid id)
    {
        try
        {
            return await Api.RequestAsync(id);
        }
        catch (HybridAiApiException missing) when (missing.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private async Task<JsonElement> HealthAsync(Uri gateway) => JsonElement.Parse(await Http.GetStringAsync(new Uri(gateway, "health")));

    public virtual ValueTask DisposeAsync()
    {
        Http.Dispose();
        return ValueTask.CompletedTask;
    }
}
