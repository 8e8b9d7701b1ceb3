using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.JavaScriptSdk;

/// <summary>The providers' official SDKs for JavaScript, pointed straight at the Simulator: what it speaks is what they understand.</summary>
public sealed class SimulatorSdkTests
{
    [Theory]
    [InlineData("anthropic.test.mjs", 19)]
    [InlineData("openai.test.mjs", 11)]
    public async Task Conversation(string file, int tests)
    {
        await NodeProject.InstallAsync();
        await using var simulator = await SimulatorServer.StartAsync();

        var (failures, passed) = await NodeProject.TestAsync(
            file, new Dictionary<string, string> { ["SIMULATOR_URL"] = simulator.Address.ToString() }, folder: "simulator");

        Assert.True(failures.Length == 0, failures);
        Assert.Equal(tests, passed);
    }
}
