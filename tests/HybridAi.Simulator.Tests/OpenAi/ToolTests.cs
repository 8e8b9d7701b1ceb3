using System.Text.Json.Nodes;

namespace HybridAi.Simulator.Tests.OpenAi;

public sealed class ToolTests : IAsyncLifetime
{
    private const string Weather = """{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"},"unit":{"type":"string","enum":["celsius","fahrenheit"]},"days":{"type":"integer","minimum":2,"maximum":5}},"required":["city","unit","days"]}}}""";
    private const string Time = """{"type":"function","function":{"name":"lookupTimeZone","parameters":{"type":"object","properties":{"place":{"type":"string"}},"required":["place"]}}}""";
    private const string Both = $"[{Weather},{Time}]";
    private RunningSimulator _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await RunningSimulator.StartAsync();

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Theory]
    [InlineData("What is the weather in Oslo, in fahrenheit, for 4 days?", "", "get_weather")]
    [InlineData("Call get_weather and then stop", "", "get_weather")]
    [InlineData("Which time zone is that?", "", "lookupTimeZone")]
    [InlineData("[[tool:lookupTimeZone]]", "", "lookupTimeZone")]
    [InlineData("Tell me a joke", "", "")]
    [InlineData("Tell me a joke", ""","tool_choice":"required" """, "get_weather")]
    [InlineData("Tell me a joke", ""","tool_choice":{"type":"function","function":{"name":"lookupTimeZone"}}""", "lookupTimeZone")]
    [InlineData("What is the weather?", ""","tool_choice":"none" """, "")]
    [InlineData("The weather and the time zone of Rome", "", "get_weather,lookupTimeZone")]
    [InlineData("The weather and the time zone of Rome", ""","parallel_tool_calls":false""", "get_weather")]
    [InlineData("The weather and the time zone of Rome", ""","tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"lookupTimeZone"}}]}}""", "lookupTimeZone")]
    public async Task Tools_are_called_when_asked_for(string question, string more, string called)
    {
        var choice = (await _simulator.PostAsync(Wires.OpenAi, Wires.Chat("gpt-4o", question, $",\"tools\":{Both}{more}"))).Json["choices"]![0]!;

        var names = (choice["message"]!["tool_calls"]?.AsArray() ?? []).Select(call => (string)call!["function"]!["name"]!);
        Assert.Equal(called, string.Join(',', names));
        Assert.Equal(called.Length > 0 ? "tool_calls" : "stop", (string?)choice["finish_reason"]);
        Assert.Equal(called.Length > 0, choice["message"]!["content"] is null);
    }

    [Fact]
    public async Task Arguments_obey_the_schema_and_use_the_question()
    {
        var answer = await _simulator.PostAsync(
            Wires.OpenAi, Wires.Chat("gpt-4o", "What is the weather in Oslo, in fahrenheit, for 4 days?", $",\"tools\":[{Weather}]"));

        var call = answer.Json["choices"]![0]!["message"]!["tool_calls"]![0]!;
        Assert.Equal("""{"city":"Oslo","unit":"fahrenheit","days":4}""", (string?)call["function"]!["arguments"]);
        Assert.Matches("^call_[A-Za-z0-9]{24}$", (string)call["id"]!);
        Assert.Equal("function", (string?)call["type"]);
    }

    [Fact]
    public async Task Arguments_can_be_given_exactly()
    {
        var answer = await _simulator.PostAsync(
            Wires.OpenAi, Wires.Chat("gpt-4o", """[[tool:get_weather {"city":[["x"]]}]]""", $",\"tools\":[{Weather}]"));

        Assert.Equal("""{"city":[["x"]]}""", (string?)answer.Json["choices"]![0]!["message"]!["tool_calls"]![0]!["function"]!["arguments"]);
    }

    [Fact]
    public async Task Results_come_back_in_the_text()
    {
        var answer = await _simulator.PostAsync(Wires.OpenAi, $$$"""
            {"model":"gpt-4o","tools":[{{{Weather}}}],"messages":[
              {"role":"user","content":"What is the weather in Oslo?"},
              {"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"get_weather","arguments":"{}"}},{"id":"b","type":"function","function":{"name":"get_weather","arguments":"{}"}}]},
              {"role":"tool","tool_call_id":"a","content":"sunny, 21 degrees"},
              {"role":"tool","tool_call_id":"b","content":"rain"}]}
            """);

        Assert.Contains("get_weather says: sunny, 21 degrees", answer.Text, StringComparison.Ordinal);
        Assert.Contains("rain", answer.Text, StringComparison.Ordinal);
        Assert.Equal("stop", (string?)answer.Json["choices"]![0]!["finish_reason"]);
    }

    [Fact]
    public async Task A_streamed_call_comes_in_fragments_that_join_to_the_arguments()
    {
        var body = Wires.Chat("gpt-4o", "The weather and the time zone of Rome", $",\"tools\":{Both}");
        var whole = (await _simulator.PostAsync(Wires.OpenAi, body)).Json["choices"]![0]!["message"]!["tool_calls"]!.AsArray();

        var chunks = (await _simulator.PostAsync(Wires.OpenAi, body[..^1] + ",\"stream\":true}")).Chunks;

        var fragments = chunks.SelectMany(chunk => chunk["choices"]![0]!["delta"]!["tool_calls"]?.AsArray() ?? []).ToArray();
        for (var i = 0; i < 2; i++)
        {
            var own = fragments.Where(fragment => (int)fragment!["index"]! == i).ToArray();
            Assert.True(own.Length > 3);
            Assert.NotNull(own[0]!["id"]);
            Assert.All(own[1..], fragment => Assert.Null(fragment!["id"]));
            Assert.Equal("", (string?)own[0]!["function"]!["arguments"]);
            Assert.Equal((string?)whole[i]!["function"]!["name"], (string?)own[0]!["function"]!["name"]);
            Assert.Equal(
                (string?)whole[i]!["function"]!["arguments"], string.Concat(own.Select(fragment => (string?)fragment!["function"]!["arguments"])));
        }

        Assert.Equal("tool_calls", (string?)chunks[^1]["choices"]![0]!["finish_reason"]);
    }

    [Fact]
    public async Task Mistral_streams_a_call_whole_with_a_short_id()
    {
        var chunks = (await _simulator.PostAsync(
            Wires.Mistral, Wires.Chat("ministral-3b-latest", "weather in Oslo", $",\"stream\":true,\"tools\":[{Weather}],\"tool_choice\":\"any\""))).Chunks;

        var call = Assert.Single(chunks.SelectMany(chunk => chunk["choices"]![0]!["delta"]!["tool_calls"]?.AsArray() ?? []))!;
        Assert.Matches("^[A-Za-z0-9]{9}$", (string)call["id"]!);
        Assert.NotNull(JsonNode.Parse((string)call["function"]!["arguments"]!));
    }

    [Fact]
    public async Task Custom_tools_get_text()
    {
        var call = (await _simulator.PostAsync(Wires.OpenAi, Wires.Chat(
            "gpt-4o", "use run_code now", ""","tools":[{"type":"custom","custom":{"name":"run_code"}}]"""))).Json["choices"]![0]!["message"]!["tool_calls"]![0]!;

        Assert.Equal("custom", (string?)call["type"]);
        Assert.Equal("use run_code now", (string?)call["custom"]!["input"]);
    }

    [Fact]
    public async Task Older_functions_are_answered_in_their_form()
    {
        var choice = (await _simulator.PostAsync(Wires.OpenAi, Wires.Chat(
            "gpt-4o", "weather", ""","functions":[{"name":"get_weather"}]"""))).Json["choices"]![0]!;

        Assert.Equal("function_call", (string?)choice["finish_reason"]);
        Assert.Equal("""{"name":"get_weather","arguments":"{}"}""", choice["message"]!["function_call"]!.ToJsonString());
    }
}
