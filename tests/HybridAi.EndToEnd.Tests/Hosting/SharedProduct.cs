using HybridAi.TestServers;

namespace HybridAi.EndToEnd.Tests.Hosting;

/// <summary>
/// One product with its default settings, but no retries, breakers and cache, and no keys: the Simulator runs with it. Tests that use it take models of their own for scripts,
/// or run one after the other, which a collection's tests do.
/// </summary>
public sealed class SharedProduct : IAsyncLifetime
{
    private readonly TemporaryDirectory _data = new();

    internal Product Product { get; private set; } = null!;

    internal SimulatorServer Simulator { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
        Simulator = SimulatorServer.At(address);
        Product = await Product.StartAsync(_data.Path, new Dictionary<string, string>
        {
            ["Simulator__Urls"] = address.ToString(),
            // Tests see each scripted failure once, and one test's failures are not the next one's.
            ["Retry__MaxAttempts"] = "1",
            ["Breaker__Enabled"] = "false",
            ["Aliases__smart__0"] = "openai/gpt-4.1-mini",
            ["Aliases__smart__1"] = "groq/openai/gpt-oss-20b",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Simulator.DisposeAsync();
        await Product.DisposeAsync();
        _data.Dispose();
    }
}

[CollectionDefinition(Name)]
public sealed class SharedProductCollection : ICollectionFixture<SharedProduct>
{
    public const string Name = "one product";
}
