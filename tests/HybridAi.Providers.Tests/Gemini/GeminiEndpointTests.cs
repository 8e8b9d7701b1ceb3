using HybridAi.Core.Routing;
using HybridAi.Core.Secrets;
using HybridAi.Providers.Http;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;
using static HybridAi.Providers.Tests.Gemini.GeminiCase;

namespace HybridAi.Providers.Tests.Gemini;

public sealed class GeminiEndpointTests
{
    private static readonly ProviderEndpoint Endpoint =
        new("gemini", ProviderProfiles.Find("gemini")!, Format, ProviderProfiles.Find("gemini")!.BaseUrl!, new Secret("k-1"), simulated: false, [], apiVersion: null);

    [Theory]
    [InlineData("gemini-2.5-flash", "models/gemini-2.5-flash")]
    [InlineData("models/gemini-2.5-flash", "models/gemini-2.5-flash")]
    [InlineData("tunedModels/my-model", "tunedModels/my-model")]
    [InlineData("tunedModels/a/../b?c", "tunedModels/a%2F..%2Fb%3Fc")]
    [InlineData("tunedModels/", "models/tunedModels%2F")]
    [InlineData("tunedModels/..", "tunedModels/%252E%252E")]
    [InlineData("..", "models/%252E%252E")]
    [InlineData("x/../../files:", "models/x%2F..%2F..%2Ffiles%3A")]
    public void The_model_is_in_the_path(string model, string path)
    {
        var deployment = new Deployment { Provider = "gemini", Model = model };
        foreach (var (streamed, method) in new[] { (false, ":generateContent"), (true, ":streamGenerateContent?alt=sse") })
        {
            using var request = Endpoint.CreateTranslated(deployment, new ChatBody("{}"u8.ToArray()), streamed, out var dropped);
            Assert.Equal($"https://generativelanguage.googleapis.com/v1beta/{path}{method}", request.RequestUri!.AbsoluteUri);
            Assert.Equal("k-1", request.Headers.GetValues("x-goog-api-key").Single());
            Assert.False(request.Headers.Contains("Authorization"));
            Assert.Null(dropped);
        }
    }

    [Fact]
    public void Everything_is_translated()
    {
        Assert.True(Endpoint.Translates(InferenceApi.ChatCompletions) && Endpoint.Translates(InferenceApi.Messages));
        Assert.All(Enum.GetValues<InferenceApi>(), api => Assert.False(Endpoint.Offers(api)));
        Assert.NotNull(Format.TryReadAnswer(InferenceApi.ChatCompletions, "{}"u8, null, out _));
        Assert.Throws<NotSupportedException>(() => Format.TapStream(InferenceApi.ChatCompletions, Endpoint, usageWanted: true));
    }
}
