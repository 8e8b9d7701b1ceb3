using System.Text.Json.Nodes;

namespace HybridAi.EndToEnd.Tests.Conformance;

/// <summary>
/// What a provider would refuse by limits of its own, asked in another dialect than its own: the gateway says so itself, before the provider is
/// called, streamed or not, or puts it in a way that the provider takes. A caller never reads a refusal that speaks of fields it did not send.
/// </summary>
[Trait("Topology", "own")]
public sealed class LimitTests(ConformanceRun run) : IClassFixture<ConformanceRun>
{
    private const string Hello = """{"role":"user","content":"Hello"}""";

    private static readonly string[] Sampling =
    [
        """{"temperature":1.9}""", """{"temperature":0.5}""", """{"temperature":0.5,"top_p":0.5}""", """{"top_p":0}""", """{"top_p":0.5}""", """{"top_k":0}""", """{"top_k":-1}""", """{"top_k":5000}""",
    ];

    private static readonly string[] ChatSampling =
    [
        """{"frequency_penalty":-1.5}""", """{"presence_penalty":1.5}""", """{"seed":-5}""", """{"seed":1099511627776}""", """{"n":3}""", """{"n":128}""", """{"repetition_penalty":3}""", """{"logit_bias":{"5":1}}""",
        """{"stop":["a","b","c","d","e"]}""", """{"stop":["a","b","c","d","e","f"]}""", """{"stop":"\n"}""", """{"stop":""}""", """{"stop":[]}""",
    ];

    private static readonly string[] Chat =
    [
        .. Sampling, .. ChatSampling,
        """{"max_completion_tokens":10000000}""", """{"logprobs":true,"top_logprobs":20}""", """{"top_logprobs":3}""",
        """{"reasoning_effort":"high","temperature":0.5}""", """{"reasoning_effort":"high","top_p":0.5}""", """{"reasoning_effort":"high","top_k":5}""", """{"reasoning_effort":"minimal"}""", """{"reasoning_effort":"max"}""",
        """{"tool_choice":"required"}""", """{"tool_choice":"none"}""", """{"tool_choice":"auto","tools":[]}""", """{"parallel_tool_calls":false}""",
        .. Names.Select(name => $$$$$"""{"tools":[{"type":"function","function":{"name":"{{{{{name}}}}}"}}]}"""),
        """{"tools":[{"type":"function","function":{"name":"f"}},{"type":"function","function":{"name":"f"}}]}""",
        """{"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{"type":"function","function":{"name":"g"}}}""",
        """{"tools":[{"type":"function","function":{"name":"f","parameters":{}}}]}""", """{"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"string"}}}]}""",
        """{"tools":[{"type":"function","function":{"name":"f"}}],"response_format":{"type":"json_object"}}""",
        $$"""{"tools":[{{Many(600, """{"type":"function","function":{"name":"f#"}}""")}}]}""",
        """{"messages":[]}""", """{"messages":[{"role":"user","content":""}]}""", """{"messages":[{"role":"user","content":[]}]}""", """{"messages":[{"role":"user","content":"  "}]}""", """{"messages":[{"role":"system","content":"Be brief."}]}""",
        $$"""{"messages":[{{Hello}},{"role":"assistant","content":"Hi"},{"role":"user","content":""}]}""", $$"""{"messages":[{{Hello}},{"role":"assistant","content":""},{{Hello}}]}""", $$"""{"messages":[{{Hello}},{"role":"user","content":[]},{{Hello}}]}""",
        """{"messages":[{"role":"user","content":[{"type":"weird"}]}]}""", """{"messages":[{"role":"user","content":[{"type":"text","text":""}]}]}""", """{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"http://example.com/a.png"}}]}]}""",
        $$"""{"messages":[{{Hello}},{"role":"tool","tool_call_id":"c","content":"a"}]}""",
        $$$$$"""{"messages":[{{{{{Hello}}}}},{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{{{{{Hello}}}}}]}""",
        $$$$$"""{"messages":[{{{{{Hello}}}}},{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"no json"}}]},{"role":"tool","tool_call_id":"c","content":"a"}]}""",
    ];

    private static readonly string[] Messages =
    [
        .. Sampling,
        """{"max_tokens":10000000}""", """{"stop_sequences":["a","b","c","d","e"]}""", """{"stop_sequences":["a","b","c","d","e","f"]}""", """{"stop_sequences":[" "]}""", """{"stop_sequences":[""]}""",
        """{"max_tokens":5000,"thinking":{"type":"enabled","budget_tokens":2000},"temperature":0.5}""", """{"max_tokens":5000,"thinking":{"type":"enabled","budget_tokens":2000},"top_p":0.5}""", """{"output_config":{"effort":"max"}}""",
        """{"tool_choice":{"type":"any"}}""", """{"tool_choice":{"type":"auto"}}""",
        .. Names.Select(name => $$$$$"""{"tools":[{"name":"{{{{{name}}}}}","input_schema":{"type":"object"}}]}"""),
        """{"tools":[{"name":"f","input_schema":{"type":"object"}},{"name":"f","input_schema":{"type":"object"}}]}""",
        """{"tools":[{"name":"f","input_schema":{"type":"object"}}],"tool_choice":{"type":"tool","name":"g"}}""",
        """{"tools":[{"name":"f","input_schema":{}}]}""", """{"tools":[{"name":"f","input_schema":{"type":"object"}}],"output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}}}}""",
        $$"""{"tools":[{{Many(600, """{"name":"f#","input_schema":{"type":"object"}}""")}}]}""",
        """{"messages":[]}""", """{"messages":[{"role":"user","content":""}]}""", """{"messages":[{"role":"user","content":[]}]}""", """{"messages":[{"role":"user","content":[{"type":"weird"}]}]}""", """{"messages":[{"role":"user","content":[{"type":"text","text":""}]}]}""",
        $$"""{"messages":[{{Hello}},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c","content":"a"}]}]}""",
        $$$$$"""{"messages":[{{{{{Hello}}}}},{"role":"assistant","content":[{"type":"tool_use","id":"c","name":"f","input":{}}]},{{{{{Hello}}}}}]}""",
    ];

    private static readonly string[] Responses =
    [
        """{"temperature":1.9}""", """{"temperature":0.5,"top_p":0.5}""", """{"top_p":0.5}""", """{"max_output_tokens":10000000}""", """{"reasoning":{"effort":"high"},"temperature":0.5}""", """{"top_logprobs":20}""",
        """{"tool_choice":"required"}""", """{"tool_choice":"none"}""", """{"parallel_tool_calls":false}""",
        .. Names.Select(name => $$$$$"""{"tools":[{"type":"function","name":"{{{{{name}}}}}"}]}"""),
        """{"tools":[{"type":"function","name":"f"},{"type":"custom","name":"f"}]}""", """{"tools":[{"type":"function","name":"f"}],"tool_choice":{"type":"function","name":"g"}}""", """{"tools":[{"type":"function","name":"f","parameters":{}}]}""",
        $$"""{"tools":[{{Many(600, """{"type":"function","name":"f#"}""")}}]}""",
        """{"input":[]}""", """{"input":""}""", """{"input":[{"type":"weird"}]}""", """{"input":[{"role":"user","content":[]}]}""", """{"input":[{"role":"user","content":[{"type":"weird"}]}]}""",
        """{"input":[{"role":"user","content":"Hi"},{"type":"function_call_output","call_id":"c","output":"a"}]}""", """{"input":[{"role":"user","content":"Hi"},{"type":"function_call","call_id":"c","name":"f","arguments":"{}"}]}""",
    ];

    private static readonly string[] Completions =
    [
        .. Sampling, .. ChatSampling,
        """{"max_tokens":10000000}""", """{"logprobs":5}""", """{"best_of":3}""", """{"suffix":"x"}""", """{"prompt":""}""", """{"prompt":[]}""", """{"prompt":["a","b"]}""", """{"prompt":[1,2]}""", """{"prompt":" "}""",
    ];

    private static string[] Names => ["a.b", "1a", "a b", "", "größe", new string('n', 65), new string('n', 129), new string('n', 257)];

    public static TheoryData<string, string> Pairs => ConformanceTests.Pairs;

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_providers_own_limits_are_told_by_the_gateway(string provider, string dialect)
    {
        var client = DialectClient.All.Single(client => client.Name == dialect);
        var (least, patches) = dialect switch
        {
            "chat" => ($$"""{"messages":[{{Hello}}]}""", Chat),
            "messages" => ($$"""{"messages":[{{Hello}}]}""", Messages),
            "responses" => ("""{"input":"Hello"}""", Responses),
            _ => ("""{"prompt":"Hello"}""", Completions),
        };
        var wrong = new List<string>();
        // Neither of the two documents how many stop sequences or tools it takes; the simulated ones are as strict as OpenAI.
        var isVague = provider is "mistral" or "openrouter";
        foreach (var patch in patches.Where(patch => !isVague || !(patch.Contains("\"a\",\"b\",\"c\",\"d\",\"e\"", StringComparison.Ordinal) || patch.Length > 10_000)))
        {
            var body = JsonNode.Parse(least)!.AsObject();
            foreach (var (name, value) in JsonNode.Parse(patch)!.AsObject())
                body[name] = value?.DeepClone();
            wrong.AddRange(await run.ProviderRefusalsAsync(client, provider, body, patch.Length <= 300 ? patch : patch[..300]));
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} are wrong.\n\n{string.Join("\n\n", wrong)}");
    }

    private static string Many(int count, string tool) =>
        string.Join(',', Enumerable.Range(0, count).Select(i => tool.Replace("#", i.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)));
}
