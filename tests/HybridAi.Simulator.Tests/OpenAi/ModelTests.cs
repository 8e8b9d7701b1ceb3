namespace HybridAi.Simulator.Tests.OpenAi;

public sealed class ModelTests : IAsyncLifetime
{
    private RunningSimulator _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await RunningSimulator.StartAsync();

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Theory]
    [InlineData("/openai/v1/models", "gpt-4o", "id,object,created,owned_by,shutdown_date")]
    [InlineData("/groq/openai/v1/models", "openai/gpt-oss-120b", "id,object,created,owned_by")]
    [InlineData("/cerebras/v1/models", "gpt-oss-120b", "id,object,created,owned_by")]
    [InlineData("/mistral/v1/models", "mistral-small-2603", "id,object,created,owned_by,capabilities,name,description,max_context_length,aliases,deprecation,deprecation_replacement_model,default_model_temperature,type")]
    [InlineData("/openrouter/api/v1/models", "openai/gpt-oss-120b", "id,created,canonical_slug,name,context_length,architecture,pricing,top_provider,supported_parameters,knowledge_cutoff")]
    [InlineData("/vllm/v1/models", "gpt-4o", "id,object,created,owned_by,root,parent,max_model_len,permission")]
    public async Task A_list_has_the_providers_items(string path, string id, string members)
    {
        var list = (await _simulator.GetAsync(path)).Json;

        Assert.Equal("list", (string?)list["object"]);
        var item = list["data"]!.AsArray().Single(model => (string?)model!["id"] == id)!;
        Assert.Equal(members, string.Join(',', item.AsObject().Select(member => member.Key)));
        Assert.Equal(item.ToJsonString(), (await _simulator.GetAsync($"{path}/{id}")).Json.ToJsonString());
    }

    [Fact]
    public async Task Retired_models_are_neither_listed_nor_found()
    {
        var list = await _simulator.GetAsync("/groq/openai/v1/models");
        var one = await _simulator.GetAsync("/groq/openai/v1/models/llama-3.3-70b-versatile");

        Assert.DoesNotContain("llama-3.3-70b-versatile", list.Body, StringComparison.Ordinal);
        Assert.Equal(404, (int)one.Status);
    }

    [Fact]
    public async Task OpenRouter_prices_are_dollars_per_token_as_text()
    {
        var model = (await _simulator.GetAsync("/openrouter/api/v1/models/openai/gpt-4o-mini")).Json;

        Assert.Equal("0.00000015", (string?)model["pricing"]!["prompt"]);
        Assert.Equal("0.0000006", (string?)model["pricing"]!["completion"]);
    }
}
