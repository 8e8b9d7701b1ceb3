using HybridAi.EndToEnd.Tests.Hosting;
using HybridAi.EndToEnd.Tests.JavaScriptSdk;

namespace HybridAi.EndToEnd.Tests.SdkEquality;

/// <summary>
/// The request that reaches a provider is the one that its own official SDK sends for the same call, in every dialect, streamed and not.
/// Each file of <c>tests/sdk-js/equal</c> makes the calls both ways and compares what the Simulator saw; what may differ is listed there.
/// </summary>
[Collection(SharedProductCollection.Name)]
[Trait("Topology", "own")]
public sealed class SdkEqualityTests(SharedProduct shared)
{
    [Theory]
    [InlineData("openai.test.mjs", 156)]
    [InlineData("anthropic.test.mjs", 138)]
    [InlineData("gemini.test.mjs", 134)]
    [InlineData("cohere.test.mjs", 110)]
    [InlineData("mistral.test.mjs", 130)]
    [InlineData("groq.test.mjs", 140)]
    [InlineData("cerebras.test.mjs", 140)]
    [InlineData("openrouter.test.mjs", 160)]
    public async Task TheRequest_EqualsTheOfficialSdks(string file, int comparisons)
    {
        await NodeProject.InstallAsync();

        var (failures, passed) = await NodeProject.TestAsync(file, new Dictionary<string, string>
        {
            ["HYBRIDAI_URL"] = shared.Product.Address.ToString(),
            ["HYBRIDAI_KEY"] = Product.AdministratorKey,
            ["SIMULATOR_URL"] = shared.Simulator.Address.ToString(),
        }, folder: "equal");

        Assert.True(failures.Length == 0, failures);
        Assert.Equal(comparisons, passed);
    }
}
