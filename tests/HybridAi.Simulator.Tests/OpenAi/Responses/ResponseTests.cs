using System.Text.Json.Nodes;

namespace HybridAi.Simulator.Tests.OpenAi.Responses;

public sealed class ResponseTests : IAsyncLifetime
{
    private RunningSimulator _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await RunningSimulator.StartAsync(new ManualTime(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000)));

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Fact]
    public async Task A_response_is_exact()
    {
        var answer = await _simulator.PostAsync(Wires.Responses, """{"model":"gpt-4.1-mini","input":"[[say:Hi you]]","metadata":{"a":"b"}}""");

        var json = answer.Json;
        Assert.StartsWith("resp_", (string?)json["id"]);
        Assert.StartsWith("msg_", (string?)json["output"]![0]!["id"]);
        json["id"] = "R";
        json["output"]![0]!["id"] = "M";
        Assert.Equal(
            """{"id":"R","object":"response","created_at":1800000000,"status":"completed","background":false,"completed_at":1800000000,"error":null,"incomplete_details":null,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"model":"gpt-4.1-mini-2025-04-14","output":[{"id":"M","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","annotations":[],"logprobs":[],"text":"Hi you"}]}],"parallel_tool_calls":true,"previous_response_id":null,"prompt_cache_key":null,"reasoning":{"effort":null,"summary":null},"safety_identifier":null,"service_tier":"default","store":true,"temperature":1,"text":{"format":{"type":"text"},"verbosity":"medium"},"tool_choice":"auto","tools":[],"top_logprobs":0,"top_p":1,"truncation":"disabled","usage":{"input_tokens":12,"input_tokens_details":{"cached_tokens":0},"output_tokens":2,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":14},"user":null,"metadata":{"a":"b"}}""",
            json.ToJsonString());
    }

    [Fact]
    public async Task The_events_of_a_call_are_exact()
    {
        var stream = await _simulator.PostAsync(Wires.Responses, """
            {"model":"gpt-4.1-mini","input":"[[tool:f {\"a\":1}]]","tools":[{"type":"function","name":"f","parameters":null,"strict":null}],"stream":true,"stream_options":{"include_obfuscation":false}}
            """);

        var item = stream.Events[2].Data["item"]!;
        var (id, call) = ((string)item["id"]!, (string)item["call_id"]!);
        Assert.Equal(
            [
                """{"type":"response.output_item.added","sequence_number":2,"output_index":0,"item":{"id":"I","type":"function_call","status":"in_progress","arguments":"","call_id":"C","name":"f"}}""",
                """{"type":"response.function_call_arguments.delta","sequence_number":3,"item_id":"I","output_index":0,"delta":"{"}""",
                """{"type":"response.function_call_arguments.delta","sequence_number":4,"item_id":"I","output_index":0,"delta":"\u0022"}""",
                """{"type":"response.function_call_arguments.delta","sequence_number":5,"item_id":"I","output_index":0,"delta":"a"}""",
                """{"type":"response.function_call_arguments.delta","sequence_number":6,"item_id":"I","output_index":0,"delta":"\u0022"}""",
                """{"type":"response.function_call_arguments.delta","sequence_number":7,"item_id":"I","output_index":0,"delta":":"}""",
                """{"type":"response.function_call_arguments.delta","sequence_number":8,"item_id":"I","output_index":0,"delta":"1"}""",
                """{"type":"response.function_call_arguments.delta","sequence_number":9,"item_id":"I","output_index":0,"delta":"}"}""",
                """{"type":"response.function_call_arguments.done","sequence_number":10,"item_id":"I","output_index":0,"arguments":"{\u0022a\u0022:1}","name":"f"}""",
                """{"type":"response.output_item.done","sequence_number":11,"output_index":0,"item":{"id":"I","type":"function_call","status":"completed","arguments":"{\u0022a\u0022:1}","call_id":"C","name":"f"}}""",
            ],
            stream.Events.Skip(2).SkipLast(1).Select(each => each.Data.ToJsonString().Replace(id, "I", StringComparison.Ordinal).Replace(call, "C", StringComparison.Ordinal)));
        Assert.Equal(["response.created", "response.in_progress"], stream.Events.Take(2).Select(each => each.Name));
        Assert.Equal("response.completed", stream.Events[^1].Name);
        Assert.All(stream.Events, each => Assert.Equal(each.Name, (string?)each.Data["type"]));
    }

    [Theory]
    [InlineData(Wires.Responses, "gpt-5.4", 400)]
    [InlineData("/groq/openai/v1/responses", "openai/gpt-oss-20b", 200)]
    public async Task Readable_reasoning_comes_back_only_where_it_is_shown(string path, string model, int status)
    {
        var answer = await _simulator.PostAsync(
            path, $$"""{"model":"{{model}}","input":[{"role":"user","content":"x"},{"type":"reasoning","id":"rs_1","summary":[],"content":[{"type":"reasoning_text","text":"y"}]},{"role":"assistant","content":"z"},{"role":"user","content":"x"}]}""");

        Assert.Equal(status, (int)answer.Status);
        if (status == 400)
            Assert.Equal("array_above_max_length", (string?)answer.Json["error"]!["code"]);
    }

    [Theory]
    [InlineData("gpt-4.1-mini", "Compare rivers and lakes", "")]
    [InlineData("gpt-5.4", "Compare rivers and lakes", ",\"reasoning\":{\"summary\":\"detailed\"},\"include\":[\"reasoning.encrypted_content\"]")]
    [InlineData("gpt-4.1-mini", "[[words:90]]", ",\"max_output_tokens\":20")]
    [InlineData("gpt-4.1-mini", "[[refuse]]", "")]
    [InlineData("gpt-4.1-mini", "[[fail]]", "")]
    public async Task The_last_event_holds_what_the_answer_in_one_piece_is_and_the_others_add_up_to_it(string model, string question, string more)
    {
        var body = $$"""{"model":"{{model}}","input":"{{question}}"{{more}}}""";

        var whole = (await _simulator.PostAsync(Wires.Responses, body)).Json;
        var stream = await _simulator.PostAsync(Wires.Responses, body[..^1] + ",\"stream\":true}");

        var last = stream.Events[^1].Data["response"]!;
        Assert.Equal("response." + (string?)whole["status"], stream.Events[^1].Name);
        Assert.Equal(WithoutIds(whole), WithoutIds(last));
        Assert.Equal(Enumerable.Range(0, stream.Events.Count), stream.Events.Select(each => (int)each.Data["sequence_number"]!));
        var done = stream.Events.Where(each => each.Name == "response.output_item.done").Select(each => each.Data["item"]!.ToJsonString());
        Assert.Equal(last["output"]!.AsArray().Select(item => item!.ToJsonString()), done);
        foreach (var kind in new[] { "response.output_text", "response.refusal", "response.reasoning_summary_text" })
        {
            var deltas = string.Concat(stream.Events.Where(each => each.Name == kind + ".delta").Select(each => (string?)each.Data["delta"]));
            var texts = string.Concat(stream.Events.Where(each => each.Name == kind + ".done").Select(each => (string?)(each.Data["text"] ?? each.Data["refusal"])));
            Assert.Equal(texts, deltas);
        }
    }

    [Theory]
    [InlineData("""{"input":"x"}""", 400, "model", "missing_required_parameter")]
    [InlineData("""{"model":"gpt-4.1-mini"}""", 400, "input", "missing_required_parameter")]
    [InlineData("""{"model":"gpt-4.1-mini","input":[]}""", 400, "input", "empty_array")]
    [InlineData("""{"model":"gpt-4.1-mini","input":5}""", 400, "input", "invalid_type")]
    [InlineData("""{"model":"gpt-4.1-mini","input":"x","n":2}""", 400, "n", "unknown_parameter")]
    [InlineData("""{"model":"gpt-4.1-mini","input":"x","background":true}""", 400, "background", "unsupported_parameter")]
    [InlineData("""{"model":"gpt-4.1-mini","input":"x","stream_options":{"include_obfuscation":true}}""", 400, "stream_options", null)]
    [InlineData("""{"model":"gpt-4.1-mini","input":"x","text":{"format":{"type":"json_schema","schema":{}}}}""", 400, "text.format.name", "missing_required_parameter")]
    [InlineData("""{"model":"gpt-4.1-mini","input":"x","text":{"format":{"type":"json_schema","json_schema":{}}}}""", 400, "text.format.json_schema", "unknown_parameter")]
    [InlineData("""{"model":"gpt-4.1-mini","input":[{"type":"reasoning","id":"rs_1","summary":[]}]}""", 404, "input", null)]
    [InlineData("""{"model":"gpt-4.1-mini","input":[{"type":"item_reference","id":"msg_1"}]}""", 404, "input", null)]
    [InlineData("""{"model":"gpt-4.1-mini","input":[{"type":"message","role":"user","content":[{"type":"input_file"}]}]}""", 400, "input[0].content[0]", "invalid_value")]
    [InlineData("""{"model":"gpt-4.1-mini","input":[{"type":"function_call","call_id":"a","name":"n","arguments":{}}]}""", 400, "input[0].arguments", "invalid_type")]
    [InlineData("""{"model":"gpt-4.1-mini","input":"x","tool_choice":"required"}""", 400, "tool_choice", null)]
    [InlineData("""{"model":"gpt-4.1-mini","input":"x","tools":[{"type":"gadget"}]}""", 400, "tools[0].type", "invalid_value")]
    [InlineData("""{"model":"gpt-4.1-mini","input":"x","previous_response_id":"resp_1"}""", 400, "previous_response_id", "previous_response_not_found")]
    [InlineData("""{"model":"gpt-4.1-mini","input":"x","previous_response_id":"resp_1","conversation":"conv_1"}""", 400, "conversation", "mutually_exclusive_parameters")]
    public async Task Requests_are_read_strictly(string body, int status, string? param, string? code)
    {
        var answer = await _simulator.PostAsync(Wires.Responses, body);

        Assert.Equal(status, (int)answer.Status);
        Assert.Equal(param, (string?)answer.Json["error"]!["param"]);
        Assert.Equal(code, (string?)answer.Json["error"]!["code"]);
        Assert.Equal("invalid_request_error", (string?)answer.Json["error"]!["type"]);
        Assert.Empty(await _simulator.LinesAsync());
    }

    [Fact]
    public async Task Kept_responses_are_their_owners()
    {
        var first = (await _simulator.PostAsync(Wires.Responses, """{"model":"gpt-4.1-mini","input":"x"}""", "one")).Json;
        var path = $"{Wires.Responses}/{first["id"]}";

        Assert.Equal(first.ToJsonString(), (await _simulator.GetAsync(path, "one")).Json.ToJsonString());
        Assert.Equal(404, (int)(await _simulator.GetAsync(path, "two")).Status);
        var items = (await _simulator.GetAsync(path + "/input_items", "one")).Json;
        Assert.Equal("""[{"type":"input_text","text":"x"}]""", items["data"]![0]!["content"]!.ToJsonString());
        Assert.Equal((string?)items["first_id"], (string?)items["data"]![0]!["id"]);
        using var delete = new HttpRequestMessage(HttpMethod.Delete, path) { Headers = { { "Authorization", "Bearer one" } } };
        var deleted = await Answer.ReadAsync(await _simulator.Http.SendAsync(delete));
        Assert.Equal($$"""{"id":"{{first["id"]}}","object":"response","deleted":true}""", deleted.Body);
        Assert.Equal(404, (int)(await _simulator.GetAsync(path, "one")).Status);
    }

    private static string WithoutIds(JsonNode response)
    {
        var copy = response.DeepClone();
        copy["id"] = null;
        foreach (var item in copy["output"]!.AsArray())
            item!["id"] = null;
        return copy.ToJsonString();
    }
}
