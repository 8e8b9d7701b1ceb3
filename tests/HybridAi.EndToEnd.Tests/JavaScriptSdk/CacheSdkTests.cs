using HybridAi.EndToEnd.Tests.Hosting;
using HybridAi.TestServers;

namespace HybridAi.EndToEnd.Tests.JavaScriptSdk;

/// <summary>Official clients for JavaScript, of a product that caches: what is given again is to them what was given.</summary>
public sealed class CacheSdkTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _data = new();
    private SimulatorServer _simulator = null!;
    private Product _product = null!;

    public async ValueTask InitializeAsync()
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
        _simulator = SimulatorServer.At(address);
        // A machine that is busy with other tests may let Redis wait for longer than an application would: what is not found in time counts as a miss.
        _product = await Product.StartAsync(
            _data.Path, new Dictionary<string, string> { ["Simulator__Urls"] = address.ToString(), [Product.CacheSwitch] = "true", ["Redis__Deadline"] = "3s" });
    }

    public async ValueTask DisposeAsync()
    {
        await _simulator.DisposeAsync();
        await _product.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task Conversation()
    {
        await NodeProject.InstallAsync();

        var (failures, passed) = await NodeProject.TestAsync("cache.test.mjs", new Dictionary<string, string>
        {
            ["HYBRIDAI_URL"] = _product.Address.ToString(),
            ["HYBRIDAI_KEY"] = Product.AdministratorKey,
            ["SIMULATOR_URL"] = _simulator.Address.ToString(),
        });

        Assert.True(failures.Length == 0, failures);
        Assert.Equal(4, passed);
    }
}
