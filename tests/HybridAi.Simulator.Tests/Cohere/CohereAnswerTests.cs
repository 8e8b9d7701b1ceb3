using System.Text.Json;
using System.Text.Json.Nodes;
using HybridAi.Simulator.Tests.Invoices;

namespace HybridAi.Simulator.Tests.Cohere;

public sealed class CohereAnswerTests : IAsyncLifetime
{
    private RunningSimulator _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await RunningSimulator.StartAsync();

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Fact]
    public async Task An_answer_has_exactly_these_members()
    {
        var answer = await _simulator.PostAsync(CohereWire.Chat, CohereWire.Ask("[[say:Hi]]"));

        var json = answer.Json;
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", (string)json["id"]!);
        json["id"] = "I";
        Assert.Equal(
            """{"id":"I","message":{"role":"assistant","content":[{"type":"text","text":"Hi"}]},"finish_reason":"COMPLETE","usage":{"billed_units":{"input_tokens":5,"output_tokens":1},"tokens":{"input_tokens":70,"output_tokens":3},"cached_tokens":0}}""",
            json.ToJsonString());
    }

    [Fact]
    public async Task A_stream_has_exactly_these_events()
    {
        var answer = await _simulator.PostAsync(CohereWire.Chat, CohereWire.Ask("""[[tool:get_weather {"city":"A"}]]""", CohereWire.WeatherTool + ""","stream":true"""));

        Assert.Equal("text/event-stream", answer.Headers["Content-Type"]);
        var events = answer.Events();
        Assert.Equal("assistant", (string?)events[0]["delta"]!["message"]!["role"]);
        var plan = string.Concat(events.Where(each => (string?)each["type"] == "tool-plan-delta").Select(each => (string?)each["delta"]!["message"]!["tool_plan"]));
        Assert.Equal("I will use the get_weather tool to answer.", plan);
        var calls = events.SkipWhile(each => (string?)each["type"] != "tool-call-start").ToArray();
        calls[0]["delta"]!["message"]!["tool_calls"]!["id"] = "C";
        Assert.Equal(
            """{"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"C","type":"function","function":{"name":"get_weather","arguments":""}}}}}""",
            calls[0].ToJsonString());
        Assert.Equal("""{"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"{"}}}}}""", calls[1].ToJsonString());
        Assert.Equal("""{"type":"tool-call-end","index":0}""", calls[^2].ToJsonString());
        Assert.Equal("TOOL_CALL", (string?)calls[^1]["delta"]!["finish_reason"]);
        Assert.True((int)calls[^1]["delta"]!["usage"]!["tokens"]!["input_tokens"]! > (int)calls[^1]["delta"]!["usage"]!["billed_units"]!["input_tokens"]!);
    }

    [Theory]
    [InlineData(CohereWire.Model, "Where do emperor penguins live?", ""","documents":["Emperor penguins live in Antarctica"]""")]
    [InlineData(CohereWire.Model, """[[tool:get_weather {"city":"A"}]] [[tool:get_weather {"city":"B"}]]""", CohereWire.WeatherTool)]
    [InlineData("command-a-reasoning-08-2025", "Think", "")]
    [InlineData("command-a-reasoning-08-2025", """[[tool:get_weather {"city":"A"}]]""", CohereWire.WeatherTool)]
    [InlineData(CohereWire.Model, "[[words:30]]", ""","max_tokens":7""")]
    public async Task A_folded_stream_is_the_answer_in_one_piece(string model, string text, string more)
    {
        var whole = (await _simulator.PostAsync(CohereWire.Chat, CohereWire.Ask(text, more, model))).Json;
        var streamed = await _simulator.PostAsync(CohereWire.Chat, CohereWire.Ask(text, more + ""","stream":true""", model));

        Assert.Equal(WithoutIds(whole), WithoutIds(Fold(streamed.Events())));
    }

    [Fact]
    public async Task What_is_billed_are_the_units()
    {
        var checkedModels = 0;
        foreach (var model in HybridAi.Simulator.Catalog.ModelCatalog.Load().Models.Where(model => model is { Provider: "cohere", Kind: "chat", Prices.Count: > 0 }))
        {
            var answer = await _simulator.PostAsync(CohereWire.Chat, CohereWire.Ask($"Tell me about {model.Id}", model: model.Id));

            var line = (await _simulator.LinesAsync())[^1]!;
            var units = answer.Json["usage"]!["billed_units"]!;
            Assert.Equal((string?)answer.Json["id"], (string?)line["id"]);
            Assert.Equal((long)units["input_tokens"]!, (long)line["tokens"]!["input"]!);
            Assert.Equal((long)units["output_tokens"]!, (long)line["tokens"]!["output"]! + (long)line["tokens"]!["reasoning"]!);
            Assert.Equal(InvoiceTests.Expected("cohere", model.Id, line["tokens"]!), (long)line["nanoDollars"]!);
            checkedModels++;
        }

        Assert.True(checkedModels > 8);
    }

    [Fact]
    public async Task Log_probabilities_are_of_the_texts_tokens()
    {
        var answer = await _simulator.PostAsync(CohereWire.Chat, CohereWire.Ask("[[say:One two]]", ""","logprobs":true"""));

        var item = Assert.Single(answer.Json["logprobs"]!.AsArray())!;
        Assert.Equal("One two", (string?)item["text"]);
        Assert.Equal(2, item["token_ids"]!.AsArray().Count);
        Assert.Equal(2, item["logprobs"]!.AsArray().Count);
    }

    [Fact]
    public async Task Citations_point_into_the_text()
    {
        var answer = (await _simulator.PostAsync(
            CohereWire.Chat, CohereWire.Ask("Where do emperor penguins live?", ""","documents":[{"id":"d","data":{"text":"penguins swim"}},"nothing to do with it"]"""))).Json;

        Assert.All(answer["message"]!["citations"]!.AsArray(), citation =>
            Assert.Equal(answer.TextOf()[(int)citation!["start"]!..(int)citation["end"]!], (string?)citation["text"]));
        var source = answer["message"]!["citations"]!.AsArray().SelectMany(citation => citation!["sources"]!.AsArray()).Single(each => (string?)each!["id"] == "d");
        Assert.Equal("""{"type":"document","id":"d","document":{"id":"d","text":"penguins swim"}}""", source!.ToJsonString());
    }

    [Fact]
    public async Task Rerank_counts_search_units_and_names_no_price()
    {
        var documents = JsonSerializer.Serialize(Enumerable.Range(0, 101).Select(i => $"document {i}"));

        var answer = await _simulator.PostAsync("/cohere/v2/rerank", $$"""{"model":"rerank-v3.5","query":"document 7","documents":{{documents}},"top_n":3}""");

        Assert.Equal(3, answer.Json["results"]!.AsArray().Count);
        Assert.Equal(7, (int)answer.Json["results"]![0]!["index"]!);
        Assert.Equal(2, (int)answer.Json["meta"]!["billed_units"]!["search_units"]!);
        var line = (await _simulator.LinesAsync())[0]!;
        Assert.Equal(2, (int)line["tokens"]!["searchUnits"]!);
        Assert.False((bool)line["priced"]!);
    }

    [Theory]
    [InlineData("""{"model":"rerank-v3.5","query":"a","documents":["b"],"top_k":1}""", 422)]
    [InlineData("""{"model":"rerank-v3.5","query":"a","documents":[]}""", 400)]
    [InlineData("""{"model":"rerank-v3.5","query":"a","documents":[{"text":"b"}]}""", 400)]
    [InlineData("""{"model":"rerank-v3.5","documents":["b"]}""", 400)]
    [InlineData("""{"model":"command-a-03-2025","query":"a","documents":["b"]}""", 404)]
    public async Task Rerank_requests_are_read_strictly(string body, int status) =>
        Assert.Equal(status, (int)(await _simulator.PostAsync("/cohere/v2/rerank", body)).Status);

    [Theory]
    [InlineData(""" "input_type":"search_query","texts":["a"]""", 200)]
    [InlineData(""" "input_type":"search_query","inputs":[{"content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}]""", 200)]
    [InlineData(""" "input_type":"image","images":["data:image/png;base64,AAAA"]""", 200)]
    [InlineData(""" "texts":["a"]""", 400)]
    [InlineData(""" "input_type":"search_query","texts":["a"],"images":["b"]""", 400)]
    [InlineData(""" "input_type":"image","texts":["a"]""", 400)]
    [InlineData(""" "input_type":"search_query","texts":["a"],"embedding_types":["int4"]""", 400)]
    [InlineData(""" "input_type":"search_query","texts":["a"],"output_dimension":300""", 400)]
    [InlineData(""" "input_type":"search_query","texts":["a"],"dimensions":256""", 422)]
    public async Task Embedding_requests_are_read_strictly(string members, int status)
    {
        var answer = await _simulator.PostAsync("/cohere/v2/embed", $$"""{"model":"embed-v4.0",{{members}}}""");

        Assert.True((int)answer.Status == status, answer.Body);
        if (status == 200)
            Assert.Equal(1536, answer.Json["embeddings"]!["float"]![0]!.AsArray().Count);
    }

    [Fact]
    public async Task The_list_comes_in_pages_and_by_endpoint()
    {
        var first = await _simulator.GetAsync("/cohere/v1/models?endpoint=embed&page_size=2");
        var second = await _simulator.GetAsync($"/cohere/v1/models?endpoint=embed&page_size=2&page_token={first.Json["next_page_token"]}");

        Assert.All(first.Json["models"]!.AsArray().Concat(second.Json["models"]!.AsArray()), model => Assert.StartsWith("embed", (string?)model!["name"]));
        Assert.NotEqual((string?)first.Json["models"]![0]!["name"], (string?)second.Json["models"]![0]!["name"]);
    }

    private static JsonObject Fold(IReadOnlyList<JsonNode> events)
    {
        var message = new JsonObject { ["role"] = "assistant" };
        foreach (var each in events.Skip(1).SkipLast(1))
        {
            var delta = each["delta"]?["message"];
            switch ((string?)each["type"])
            {
                case "content-start":
                    Assert.Equal((int)each["index"]!, message["content"]?.AsArray().Count ?? 0);
                    List(message, "content").Add(delta!["content"]!.DeepClone());
                    break;
                case "content-delta":
                    var (kind, text) = delta!["content"]!.AsObject().Single();
                    var part = List(message, "content")[(int)each["index"]!]!;
                    part[kind] = (string?)part[kind] + (string?)text;
                    break;
                case "tool-plan-delta":
                    message["tool_plan"] = (string?)message["tool_plan"] + (string?)delta!["tool_plan"];
                    break;
                case "tool-call-start":
                    List(message, "tool_calls").Add(delta!["tool_calls"]!.DeepClone());
                    break;
                case "tool-call-delta":
                    var function = List(message, "tool_calls")[(int)each["index"]!]!["function"]!;
                    function["arguments"] = (string?)function["arguments"] + (string?)delta!["tool_calls"]!["function"]!["arguments"];
                    break;
                case "citation-start":
                    List(message, "citations").Add(delta!["citations"]!.DeepClone());
                    break;
                default:
                    break;
            }
        }

        var end = events[^1]["delta"]!;
        return new JsonObject { ["id"] = events[0]["id"]!.DeepClone(), ["message"] = message, ["finish_reason"] = end["finish_reason"]!.DeepClone(), ["usage"] = end["usage"]!.DeepClone() };
    }

    private static JsonArray List(JsonObject message, string name)
    {
        if (message[name] is null)
            message[name] = new JsonArray();
        return message[name]!.AsArray();
    }

    private static string WithoutIds(JsonNode answer)
    {
        answer["id"] = "I";
        foreach (var call in answer["message"]!["tool_calls"]?.AsArray() ?? [])
            call!["id"] = "C";
        return answer.ToJsonString();
    }
}
