using System.Text;
using HybridAi.Core.Routing;
using HybridAi.Core.Secrets;
using HybridAi.Providers.Http;
using HybridAi.Providers.OpenAi;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Tests.Http;

public sealed class ProviderEndpointTests
{
    [Theory]
    [InlineData("openai", "https://api.openai.com/v1", "gpt", "https://api.openai.com/v1/chat/completions", "https://api.openai.com/v1/embeddings")]
    [InlineData("openai", "https://h/v1/", "gpt", "https://h/v1/chat/completions", "https://h/v1/embeddings")]
    [InlineData("groq", "http://localhost:1", "gpt", "http://localhost:1/chat/completions", "http://localhost:1/embeddings")]
    [InlineData("azure", "https://r.openai.azure.com/openai/v1/", "d", "https://r.openai.azure.com/openai/v1/chat/completions", "https://r.openai.azure.com/openai/v1/embeddings")]
    [InlineData(
        "azure-dated", "https://r.openai.azure.com", "my dep/1?&#%", "https://r.openai.azure.com/openai/deployments/my%20dep%2F1%3F%26%23%25/chat/completions?api-version=2024-10-21",
        "https://r.openai.azure.com/openai/deployments/my%20dep%2F1%3F%26%23%25/embeddings?api-version=2024-10-21")]
    [InlineData(
        "azure-dated", "https://r", "..", "https://r/openai/deployments/%252E%252E/chat/completions?api-version=2024-10-21",
        "https://r/openai/deployments/%252E%252E/embeddings?api-version=2024-10-21")]
    [InlineData(
        "azure-dated", "https://r", "%2e%2e/..", "https://r/openai/deployments/%252e%252e%2F../chat/completions?api-version=2024-10-21",
        "https://r/openai/deployments/%252e%252e%2F../embeddings?api-version=2024-10-21")]
    public void Addresses_are_the_profiles_paths_on_the_base(string profile, string baseUrl, string model, string chat, string embeddings)
    {
        var endpoint = Endpoint(profile, baseUrl);
        Assert.Equal(chat, Request(endpoint, InferenceApi.ChatCompletions, model).RequestUri!.AbsoluteUri);
        Assert.Equal(embeddings, Request(endpoint, InferenceApi.Embeddings, model).RequestUri!.AbsoluteUri);
        Assert.EndsWith("/", endpoint.BaseUrl.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public void A_configured_api_version_wins()
    {
        var endpoint = new ProviderEndpoint("a", ProviderProfiles.Find("azure-dated")!, new OpenAiFormat(), new Uri("https://r"), null, false, [], "2025-01-01-preview");
        Assert.EndsWith("?api-version=2025-01-01-preview", Request(endpoint, InferenceApi.ChatCompletions).RequestUri!.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_go_where_the_provider_wants_them()
    {
        var request = Request(Endpoint("openai", "https://h"), InferenceApi.ChatCompletions);
        Assert.Equal("Bearer sk-1", request.Headers.GetValues("Authorization").Single());
        request = Request(Endpoint("azure", "https://h"), InferenceApi.ChatCompletions);
        Assert.False(request.Headers.Contains("Authorization"));
        Assert.Equal("sk-1", request.Headers.GetValues("api-key").Single());
        var keyless = new ProviderEndpoint("o", ProviderProfiles.Find("ollama")!, new OpenAiFormat(), new Uri("https://h"), null, false, [], null);
        Assert.False(Request(keyless, InferenceApi.ChatCompletions).Headers.Contains("Authorization"));
        Assert.False(keyless.HasKey);
        Assert.True(Endpoint("openai", "https://h").HasKey);
    }

    [Fact]
    public void Headers_are_the_profiles_then_the_configured_ones_each_once()
    {
        var request = Request(Endpoint("openrouter", "https://h"), InferenceApi.ChatCompletions);
        Assert.Equal("HybridAi", request.Headers.GetValues("X-OpenRouter-Title").Single());
        request = Request(
            Endpoint("openrouter", "https://h", ("x-openrouter-title", "Mine"), ("HTTP-Referer", "https://me"), ("authorization", "Bearer stolen"), ("Host", "evil"),
                ("Content-Length", "1"), ("content-type", "text/html"), ("Transfer-Encoding", "chunked"), ("Connection", "close")),
            InferenceApi.ChatCompletions);
        Assert.Equal("Mine", request.Headers.GetValues("X-OpenRouter-Title").Single());
        Assert.Equal("https://me", request.Headers.GetValues("HTTP-Referer").Single());
        Assert.Equal("Bearer sk-1", request.Headers.GetValues("Authorization").Single());
        Assert.Equal(["Authorization", "HTTP-Referer", "X-OpenRouter-Title"], request.Headers.Select(header => header.Key).Order(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
        request = Request(Endpoint("azure", "https://h", ("Api-Key", "other")), InferenceApi.ChatCompletions);
        Assert.Equal("sk-1", request.Headers.GetValues("api-key").Single());
    }

    [Fact]
    public void Some_providers_lack_an_api()
    {
        Assert.True(Endpoint("cerebras", "https://h").Offers(InferenceApi.ChatCompletions));
        Assert.False(Endpoint("cerebras", "https://h").Offers(InferenceApi.Embeddings));
        Assert.True(Endpoint("openai", "https://h").Offers(InferenceApi.Embeddings));
    }

    [Theory]
    [InlineData("openai", InferenceApi.ChatCompletions, true, """{"model":"gpt","seed":1,"user":"u","dimensions":2,"stream_options":{"include_usage":true}}""", null)]
    [InlineData("openai", InferenceApi.ChatCompletions, false, """{"model":"gpt","seed":1,"user":"u","dimensions":2}""", null)]
    [InlineData("openai", InferenceApi.Embeddings, false, """{"model":"gpt","seed":1,"user":"u","dimensions":2}""", null)]
    [InlineData("mistral", InferenceApi.ChatCompletions, true, """{"model":"gpt","random_seed":1,"dimensions":2}""", "user")]
    [InlineData("mistral", InferenceApi.Embeddings, false, """{"model":"gpt","seed":1,"output_dimension":2}""", "user")]
    [InlineData("groq", InferenceApi.ChatCompletions, true, """{"model":"gpt","seed":1,"user":"u","dimensions":2}""", null)]
    public async Task The_body_is_edited_for_the_api_and_the_profile(string profile, InferenceApi api, bool streamed, string expected, string? expectedDropped)
    {
        using var scan = BodyScan.TryScan("""{"model":"p/gpt","seed":1,"user":"u","dimensions":2,"hybridai":{"cache":"off"}}"""u8.ToArray(), out _);
        using var request = Endpoint(profile, "https://h").CreateRequest(api, Deploy("gpt"), scan!, streamed, out var dropped);
        Assert.Equal(HttpMethod.Post, request.Method);
        Assert.Equal(expected, await request.Content!.ReadAsStringAsync());
        Assert.Equal(Encoding.UTF8.GetByteCount(expected), request.Content.Headers.ContentLength);
        Assert.Equal(expectedDropped is null ? null : [expectedDropped], dropped);
    }

    [Fact]
    public void It_is_what_it_was_made_of()
    {
        var profile = ProviderProfiles.Find("groq")!;
        var format = new OpenAiFormat();
        var endpoint = new ProviderEndpoint("mine", profile, format, new Uri("https://h"), null, simulated: true, [], null);
        Assert.Equal(("mine", profile, format, true), (endpoint.Name, endpoint.Profile, endpoint.Format, endpoint.IsSimulated));
        Assert.False(endpoint.ChatEdits.IsEmpty);
        Assert.True(endpoint.EmbeddingsEdits.IsEmpty);
    }

    private static HttpRequestMessage Request(ProviderEndpoint endpoint, InferenceApi api, string model = "gpt")
    {
        using var scan = BodyScan.TryScan("""{"model":"x"}"""u8.ToArray(), out _);
        return endpoint.CreateRequest(api, Deploy(model), scan!, streamed: false, out _);
    }

    private static ProviderEndpoint Endpoint(string profile, string baseUrl, params (string Name, string Value)[] headers) => new(
        "p", ProviderProfiles.Find(profile)!, new OpenAiFormat(), new Uri(baseUrl), new Secret("sk-1"), simulated: false,
        headers.Select(header => KeyValuePair.Create(header.Name, header.Value)), apiVersion: null);

    private static Deployment Deploy(string model) => new() { Provider = "p", Model = model };
}
