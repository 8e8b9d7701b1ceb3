using System.Globalization;
using System.Text.Json;
using HybridAi.Simulator.Tests.Invoices;

namespace HybridAi.Simulator.Tests.Gemini;

public sealed class GeminiAnswerTests : IAsyncLifetime
{
    private RunningSimulator _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await RunningSimulator.StartAsync();

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Fact]
    public async Task The_same_request_has_the_same_answer()
    {
        var first = await _simulator.PostAsync(GeminiWire.Path(GeminiWire.Third), GeminiWire.Ask("Tell me about harbours"));
        var second = await _simulator.PostAsync(GeminiWire.Path(GeminiWire.Third), GeminiWire.Ask("Tell me about harbours"));

        Assert.Equal(first.Json["candidates"]!.ToJsonString(), second.Json["candidates"]!.ToJsonString());
        Assert.NotEqual((string?)first.Json["responseId"], (string?)second.Json["responseId"]);
    }

    [Fact]
    public async Task Every_priced_model_is_billed_exactly()
    {
        var checkedModels = 0;
        foreach (var model in HybridAi.Simulator.Catalog.ModelCatalog.Load().Models.Where(model => model is { Provider: "gemini", Kind: "chat", Prices.Count: > 0 }))
        {
            var answer = await _simulator.PostAsync(GeminiWire.Path(model.Id), GeminiWire.Ask($"Tell me about {model.Id}"));

            Assert.True((int)answer.Status == 200, $"{model.Id}: {answer.Body}");
            var line = (await _simulator.LinesAsync())[^1]!;
            var usage = answer.Json["usageMetadata"]!;
            Assert.Equal((string?)answer.Json["responseId"], (string?)line["id"]);
            Assert.Equal((long)usage["promptTokenCount"]!, (long)line["tokens"]!["input"]!);
            Assert.Equal((long)usage["candidatesTokenCount"]!, (long)line["tokens"]!["output"]!);
            Assert.Equal((long?)usage["thoughtsTokenCount"] ?? 0, (long)line["tokens"]!["reasoning"]!);
            Assert.Equal(InvoiceTests.Expected("gemini", model.Id, line["tokens"]!), (long)line["nanoDollars"]!);
            checkedModels++;
        }

        Assert.True(checkedModels > 10);
    }

    [Fact]
    public async Task Cached_tokens_sound_and_the_long_prompt_have_their_prices()
    {
        var shared = string.Join(' ', Enumerable.Range(0, 3_000).Select(i => $"w{i % 10}"));
        var sound = $$$"""{"contents":[{"parts":[{"text":"Listen"},{"inlineData":{"mimeType":"audio/wav","data":"{{{Convert.ToBase64String(new byte[64_000])}}}"}}]}]}""";
        await _simulator.PostAsync(GeminiWire.Path("gemini-2.5-flash"), GeminiWire.Ask(shared));
        var cached = await _simulator.PostAsync(GeminiWire.Path("gemini-2.5-flash"), GeminiWire.Ask(shared + " more"));
        await _simulator.PostAsync(GeminiWire.Path("gemini-2.5-flash"), sound);
        await _simulator.PostAsync(GeminiWire.Path("gemini-2.5-pro"), GeminiWire.Ask(string.Join(' ', Enumerable.Repeat("word", 210_000))));

        var lines = await _simulator.LinesAsync();
        Assert.Equal((long)cached.Json["usageMetadata"]!["cachedContentTokenCount"]!, (long)lines[1]!["tokens"]!["cachedInput"]!);
        Assert.True((long)lines[1]!["tokens"]!["cachedInput"]! > 1024);
        Assert.True((long)lines[2]!["tokens"]!["audioInput"]! > 60);
        Assert.All(lines, line => Assert.Equal(InvoiceTests.Expected("gemini", (string)line!["model"]!, line["tokens"]!), (long)line["nanoDollars"]!));
    }

    [Theory]
    [InlineData("""{"type":"OBJECT","properties":{"a":{"type":"INTEGER","minimum":3,"maximum":4},"b":{"type":"ARRAY","items":{"type":"BOOLEAN"},"minItems":"2","maxItems":"2"}},"required":["a","b"],"propertyOrdering":["b","a"]}""")]
    [InlineData("""{"type":"object","properties":{"b":{"anyOf":[{"type":"array","items":{"type":"boolean"},"minItems":2,"maxItems":2}]},"a":{"type":"number","minimum":3,"maximum":4}},"required":["a","b"]}""")]
    public async Task Answers_obey_the_schema(string schema)
    {
        var answer = await _simulator.PostAsync(
            GeminiWire.Path(GeminiWire.Second), GeminiWire.Ask("Numbers", $$$""","generationConfig":{"responseMimeType":"application/json","responseSchema":{{{schema}}}}"""));

        using var made = JsonDocument.Parse(answer.Json.TextOf());
        Assert.Equal(["b", "a"], made.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.InRange(made.RootElement.GetProperty("a").GetDouble(), 3, 4);
        Assert.Equal(2, made.RootElement.GetProperty("b").GetArrayLength());
    }

    [Fact]
    public async Task Embeddings_have_the_size_that_was_asked_for_and_are_billed()
    {
        var answer = await _simulator.PostAsync(
            GeminiWire.Path("gemini-embedding-001", "batchEmbedContents"),
            """{"requests":[{"model":"models/gemini-embedding-001","content":{"parts":[{"text":"a b"}]},"outputDimensionality":128},{"model":"models/gemini-embedding-001","content":{"parts":[{"text":"c"}]}}]}""");

        Assert.Equal([128, 3072], answer.Json["embeddings"]!.AsArray().Select(each => each!["values"]!.AsArray().Count));
        var line = (await _simulator.LinesAsync())[0]!;
        Assert.Equal(3, (int)line["tokens"]!["input"]!);
        Assert.Equal((int)Math.Round(3 * 0.15m * 1000, MidpointRounding.AwayFromZero), (int)line["nanoDollars"]!);
    }

    [Theory]
    [InlineData("""{"requests":[]}""", "requests is not specified")]
    [InlineData("""{"requests":[{"model":"models/other","content":{"parts":[{"text":"a"}]}}]}""", "the model of the batch")]
    [InlineData("""{"requests":[{"model":"models/gemini-embedding-001","content":{"parts":[]}}]}""", "must not be empty")]
    [InlineData("""{"requests":[{"model":"models/gemini-embedding-001","content":{"parts":[{"text":"a"}]},"outputDimensionality":4000}]}""", "must be from 128 to 3072")]
    [InlineData("""{"requests":[{"model":"models/gemini-embedding-001","content":{"parts":[{"text":"a"}]},"title":"t"}]}""", "only allowed for task type RETRIEVAL_DOCUMENT")]
    [InlineData("""{"requests":[{"model":"models/gemini-embedding-001","content":{"parts":[{"text":"a"}]},"dimensions":5}]}""", "Unknown name \"dimensions\" at 'requests[0]'")]
    public async Task Embedding_requests_are_read_strictly(string body, string message)
    {
        var answer = await _simulator.PostAsync(GeminiWire.Path("gemini-embedding-001", "batchEmbedContents"), body);

        Assert.Equal(400, (int)answer.Status);
        Assert.Contains(message, (string)answer.Json["error"]!["message"]!);
    }

    [Fact]
    public async Task The_list_comes_in_pages()
    {
        var names = new List<string>();
        for (var token = "0"; token is not null;)
        {
            var page = await _simulator.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/gemini/v1beta/models?pageSize=4&pageToken={token}"));
            names.AddRange(page.Json["models"]!.AsArray().Select(model => (string)model!["name"]!));
            token = (string?)page.Json["nextPageToken"];
        }

        Assert.Equal(names.Distinct(), names);
        Assert.Contains("models/gemini-3.8-flash", names);
        Assert.DoesNotContain(names, name => name.Contains("command", StringComparison.Ordinal));
    }
}
