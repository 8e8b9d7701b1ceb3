using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.JavaScriptSdk;

/// <summary>
/// Clients for JavaScript: OpenAI's and Anthropic's SDKs, Vercel's, LangChain. Each file of <c>tests/sdk-js/conversation</c> is a conversation
/// with the product.
/// </summary>
[Collection(SharedProductCollection.Name)]
public sealed class JavaScriptSdkTests(SharedProduct shared)
{
    [Theory]
    [InlineData("chat.test.mjs", 7)]
    [InlineData("tools.test.mjs", 3)]
    [InlineData("embeddings-and-models.test.mjs", 2)]
    [InlineData("providers.test.mjs", 15)]
    [InlineData("translated-chat.test.mjs", 21)]
    [InlineData("responses.test.mjs", 53)]
    [InlineData("messages.test.mjs", 60)]
    [InlineData("batches.test.mjs", 4)]
    public Task Conversation(string file, int tests) => PassesAsync(file, tests);

    [Theory]
    [Trait("Topology", "own")]
    [InlineData("errors.test.mjs", 8)]
    [InlineData("responses-errors.test.mjs", 17)]
    [InlineData("messages-errors.test.mjs", 18)]
    [InlineData("ai-sdk.test.mjs", 80)]
    [InlineData("langchain.test.mjs", 57)]
    [InlineData("media.test.mjs", 9)]
    public Task ConversationOfCallsThatStandAlone(string file, int tests) => PassesAsync(file, tests);

    private async Task PassesAsync(string file, int tests)
    {
        await NodeProject.InstallAsync();

        var (failures, passed) = await NodeProject.TestAsync(file, new Dictionary<string, string>
        {
            ["HYBRIDAI_URL"] = shared.Product.Address.ToString(),
            ["HYBRIDAI_KEY"] = Product.AdministratorKey,
            ["SIMULATOR_URL"] = shared.Simulator.Address.ToString(),
        });

        Assert.True(failures.Length == 0, failures);
        Assert.Equal(tests, passed);
    }
}
