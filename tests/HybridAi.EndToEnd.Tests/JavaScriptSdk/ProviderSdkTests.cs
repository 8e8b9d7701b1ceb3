using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.JavaScriptSdk;

/// <summary>
/// The official SDKs of the providers, pointed straight at the Simulator: what they understand, the providers could have said. Each
/// file of <c>tests/sdk-js/simulator</c> is a conversation. The product has no part in it.
/// </summary>
[Trait("Topology", "own")]
public sealed class ProviderSdkTests : IAsyncLifetime
{
    private SimulatorServer _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await SimulatorServer.StartAsync();

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Theory]
    [InlineData("anthropic.test.mjs", 19)]
    [InlineData("openai.test.mjs", 11)]
    [InlineData("jobs.test.mjs", 8)]
    [InlineData("gemini.test.mjs", 16)]
    [InlineData("cohere.test.mjs", 15)]
    [InlineData("mistral.test.mjs", 10)]
    [InlineData("groq.test.mjs", 9)]
    public async Task Conversation(string file, int tests)
    {
        await NodeProject.InstallAsync();

        var (failures, passed) = await NodeProject.TestAsync(
            file, new Dictionary<string, string> { ["SIMULATOR_URL"] = _simulator.Address.ToString() }, folder: "simulator");

        Assert.True(failures.Length == 0, failures);
        Assert.Equal(tests, passed);
    }
}
