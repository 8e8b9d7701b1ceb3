using HybridAi.Core.Catalog;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Tests.Profiles;

public sealed class ProviderProfilesTests
{
    // The top-level fields of OpenAI's chat request.
    private static readonly string[] OpenAiFields =
    [
        "model", "messages", "stream", "stream_options", "max_completion_tokens", "max_tokens", "temperature", "top_p", "frequency_penalty",
        "presence_penalty", "n", "stop", "seed", "logprobs", "top_logprobs", "logit_bias", "tools", "tool_choice", "parallel_tool_calls",
        "response_format", "reasoning_effort", "verbosity", "service_tier", "modalities", "audio", "prediction", "prompt_cache_key",
        "safety_identifier", "user", "prompt_cache_retention", "prompt_cache_options", "store", "metadata", "moderation", "web_search_options",
        "functions", "function_call",
    ];

    // Those of them that each provider takes, by its published API description; providers that are not here take or ignore all.
    private static readonly Dictionary<string, string[]> Takes = new()
    {
        ["mistral"] =
        [
            "model", "messages", "stream", "max_tokens", "temperature", "top_p", "frequency_penalty", "presence_penalty", "n", "stop", "tools",
            "tool_choice", "parallel_tool_calls", "response_format", "reasoning_effort", "prediction", "prompt_cache_key", "metadata",
        ],
        ["groq"] =
        [
            "model", "messages", "stream", "max_completion_tokens", "max_tokens", "temperature", "top_p", "n", "stop", "seed", "tools",
            "tool_choice", "parallel_tool_calls", "response_format", "reasoning_effort", "service_tier", "user", "functions", "function_call",
        ],
        ["cerebras"] =
        [
            "model", "messages", "stream", "stream_options", "max_completion_tokens", "max_tokens", "temperature", "top_p", "frequency_penalty",
            "presence_penalty", "n", "stop", "seed", "logprobs", "top_logprobs", "logit_bias", "tools", "tool_choice", "parallel_tool_calls",
            "response_format", "reasoning_effort", "service_tier", "prediction", "prompt_cache_key", "user",
        ],
    };

    [Fact]
    public void All_profiles_are_there_in_order_of_preference()
    {
        Assert.Equal(
            ["openai", "anthropic", "gemini", "azure", "azure-dated", "groq", "cohere", "mistral", "cerebras", "openrouter", "gemini-openai", "ollama", "vllm", "openai-compatible"],
            ProviderProfiles.InOrder.Select(pair => pair.Key));
        Assert.All(ProviderProfiles.InOrder, pair => Assert.Same(pair.Value, ProviderProfiles.Find(pair.Key.ToUpperInvariant())));
        Assert.Null(ProviderProfiles.Find("nobody"));
    }

    [Theory]
    [InlineData("openai", "https://api.openai.com/v1", "OPENAI_API_KEY", null)]
    [InlineData("anthropic", "https://api.anthropic.com", "ANTHROPIC_API_KEY", "x-api-key")]
    [InlineData("azure", null, null, "api-key")]
    [InlineData("azure-dated", null, null, "api-key")]
    [InlineData("groq", "https://api.groq.com/openai/v1", "GROQ_API_KEY", null)]
    [InlineData("mistral", "https://api.mistral.ai/v1", "MISTRAL_API_KEY", null)]
    [InlineData("cerebras", "https://api.cerebras.ai/v1", "CEREBRAS_API_KEY", null)]
    [InlineData("openrouter", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY", null)]
    [InlineData("gemini-openai", "https://generativelanguage.googleapis.com/v1beta/openai", null, null)]
    [InlineData("ollama", "http://localhost:11434/v1", null, null)]
    [InlineData("vllm", "http://localhost:8000/v1", null, null)]
    [InlineData("openai-compatible", null, null, null)]
    public void Addresses_and_keys_are_the_published_ones(string name, string? baseUrl, string? keyVariable, string? authHeader)
    {
        var profile = ProviderProfiles.Find(name)!;
        Assert.Equal(baseUrl, profile.BaseUrl?.OriginalString);
        Assert.Equal(keyVariable, profile.KeyVariable);
        Assert.Equal(authHeader, profile.AuthHeader);
        Assert.Equal(name == "anthropic" ? "anthropic" : "openai", profile.Format);
        Assert.Equal(name is "azure-dated" or "anthropic", profile.ChatPath != "chat/completions");
        Assert.Equal(name is "cerebras" or "anthropic", profile.EmbeddingsPath is null);
        Assert.Equal(name is "openai" or "azure" or "groq" or "openrouter" or "ollama" or "vllm", profile.Paths.GetValueOrDefault(InferenceApi.Responses) == "responses");
        Assert.Equal(profile.KeyOptional, name is "ollama" or "vllm" or "openai-compatible");
        Assert.Equal(profile.PricesAreZero, name is "ollama" or "vllm");
    }

    [Fact]
    public void Gemini_is_called_by_the_models_name()
    {
        var profile = ProviderProfiles.Find("gemini")!;
        Assert.Equal(("gemini", "gemini", "https://generativelanguage.googleapis.com/v1beta"), (profile.Format, profile.Catalog, profile.BaseUrl!.OriginalString));
        Assert.Equal(("GEMINI_API_KEY", "x-goog-api-key", false), (profile.KeyVariable, profile.AuthHeader, profile.KeyOptional));
        Assert.Equal(("models/{model}:generateContent", "models/{model}:streamGenerateContent?alt=sse", "models/{model}:batchEmbedContents"), (profile.ChatPath, profile.ChatStreamPath, profile.EmbeddingsPath));
    }

    [Theory]
    [InlineData("openai", StreamUsage.Option, null)]
    [InlineData("azure", StreamUsage.Option, null)]
    [InlineData("groq", StreamUsage.XGroq, null)]
    [InlineData("mistral", StreamUsage.LastChunk, null)]
    [InlineData("cerebras", StreamUsage.Option, null)]
    [InlineData("openrouter", StreamUsage.LastChunk, "cost")]
    [InlineData("ollama", StreamUsage.Option, null)]
    [InlineData("vllm", StreamUsage.Option, null)]
    public void Usage_is_looked_for_where_the_provider_puts_it(string name, StreamUsage expected, string? costField)
    {
        Assert.Equal(expected, ProviderProfiles.Find(name)!.StreamUsage);
        Assert.Equal(costField, ProviderProfiles.Find(name)!.CostField);
    }

    [Fact]
    public void What_a_provider_takes_passes_and_what_it_refuses_does_not()
    {
        foreach (var (name, profile) in ProviderProfiles.InOrder)
        {
            if (profile.Format != "openai")
                continue;
            var takes = Takes.GetValueOrDefault(name, OpenAiFields);
            foreach (var field in OpenAiFields)
            {
                var passes = !profile.Drop.Contains(field) && !profile.Imply.Contains(field) && !profile.Rename.ContainsKey(field);
                Assert.True(passes == takes.Contains(field) || (name == "ollama" && field == "max_completion_tokens"), $"{name}: {field}");
            }
        }
    }

    [Fact]
    public void Fields_are_renamed_to_what_the_provider_calls_them()
    {
        Assert.Equal(new() { ["seed"] = "random_seed", ["max_completion_tokens"] = "max_tokens" }, new Dictionary<string, string>(ProviderProfiles.Find("mistral")!.Rename));
        Assert.Equal(new() { ["dimensions"] = "output_dimension" }, new Dictionary<string, string>(ProviderProfiles.Find("mistral")!.EmbeddingsRename));
        Assert.Equal(["user"], ProviderProfiles.Find("mistral")!.EmbeddingsDrop);
        Assert.Equal(new() { ["max_completion_tokens"] = "max_tokens" }, new Dictionary<string, string>(ProviderProfiles.Find("ollama")!.Rename));
    }

    [Fact]
    public void Profiles_do_not_contradict_themselves()
    {
        var catalog = ModelCatalog.LoadBuiltIn().Models.Select(model => model.Provider).ToHashSet();
        foreach (var (name, profile) in ProviderProfiles.InOrder)
        {
            var edited = profile.Drop.Concat(profile.Imply).Concat(profile.Rename.Keys).ToList();
            Assert.Equal(edited.Count, edited.Distinct().Count());
            Assert.DoesNotContain("model", edited);
            Assert.DoesNotContain("messages", edited);
            Assert.Empty(profile.Rename.Values.Intersect(edited));
            Assert.True(profile.StreamUsage != StreamUsage.Option || !edited.Contains("stream_options"), name);
            Assert.True(profile.Catalog is null || catalog.Contains(profile.Catalog), name);
            Assert.True(profile.RateLimitHeaders is null or "openai" or "anthropic" or "mistral" or "cerebras", name);
            Assert.All([profile.ChatPath, profile.EmbeddingsPath], path => Assert.False(path?.StartsWith('/') == true, "A path with a slash in front would replace the base address's."));
        }
    }

    [Fact]
    public void Anthropics_paths_and_version_are_the_published_ones()
    {
        var profile = ProviderProfiles.Find("anthropic")!;
        Assert.Equal("v1/messages", profile.ChatPath);
        Assert.Equal("v1/messages/count_tokens", profile.Paths[Providers.Wire.InferenceApi.CountTokens]);
        Assert.Equal("2026-10-21", profile.Headers["anthropic-version"]);
        Assert.Equal("request-id", profile.RequestIdHeader);
    }

    [Fact]
    public void A_new_profile_is_the_plain_format()
    {
        var profile = new ProviderProfile();
        Assert.Equal(("openai", "chat/completions", "embeddings"), (profile.Format, profile.ChatPath, profile.EmbeddingsPath));
        Assert.Empty(profile.Headers.Keys.Concat(profile.Rename.Keys).Concat(profile.EmbeddingsRename.Keys).Concat(profile.Drop).Concat(profile.Imply).Concat(profile.EmbeddingsDrop));
        Assert.Null((profile with { EmbeddingsPath = null }).EmbeddingsPath);
    }
}
