using System.Text;
using System.Text.Json.Nodes;

namespace HybridAi.Simulator.Tests.OpenAi;

public sealed class ChatStreamTests
{
    [Theory]
    [MemberData(nameof(Wires.All), MemberType = typeof(Wires))]
    public async Task A_folded_stream_equals_the_answer_in_one_piece(string path, string model)
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var tools = """,\"tools\":[]""".Replace("\\", "", StringComparison.Ordinal);
        var question = "Compare rivers and lakes, please";

        var whole = (await simulator.PostAsync(path, Wires.Chat(model, question, tools))).Json["choices"]![0]!;
        var stream = await simulator.PostAsync(path, Wires.Chat(model, question, tools + ",\"stream\":true"));

        Assert.Equal("text/event-stream; charset=utf-8", stream.Headers["content-type"]);
        Assert.EndsWith("data: [DONE]\n\n", stream.Body, StringComparison.Ordinal);
        Assert.All(stream.Body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries), line => Assert.True(line.StartsWith("data: ", StringComparison.Ordinal) || line.StartsWith(": ", StringComparison.Ordinal)));
        var deltas = stream.Chunks.Where(chunk => chunk["choices"]!.AsArray().Count > 0).Select(chunk => chunk["choices"]![0]!).ToArray();
        Assert.Equal("assistant", (string?)deltas[0]["delta"]!["role"]);
        Assert.All(deltas[1..], delta => Assert.Null(delta["delta"]!["role"]));
        Assert.Equal((string?)whole["finish_reason"], (string?)deltas[^1]["finish_reason"]);
        Assert.All(deltas[..^1], delta => Assert.Null(delta["finish_reason"]));
        Assert.Equal("{}", deltas[^1]["delta"]!.ToJsonString());
        Assert.Equal((string?)whole["message"]!["content"], Join(deltas, "content"));
        Assert.Equal((string?)whole["message"]!["reasoning"] ?? "", Join(deltas, "reasoning"));
        Assert.Single(stream.Chunks.Select(chunk => (string?)chunk["id"]).Where(id => id != "").Distinct());
    }

    [Fact]
    public async Task OpenAi_sends_usage_in_a_chunk_of_its_own_when_asked()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var whole = (await simulator.PostAsync(Wires.OpenAi, Wires.Chat("gpt-4o", "Hi"))).Json["usage"]!;

        var with = await simulator.PostAsync(Wires.OpenAi, Wires.Chat("gpt-4o", "Hi", ""","stream":true,"stream_options":{"include_usage":true}"""));
        var without = await simulator.PostAsync(Wires.OpenAi, Wires.Chat("gpt-4o", "Hi", ""","stream":true"""));

        Assert.Equal(whole.ToJsonString(), with.Chunks[^1]["usage"]!.ToJsonString());
        Assert.Empty(with.Chunks[^1]["choices"]!.AsArray());
        Assert.All(with.Chunks.SkipLast(1), chunk => Assert.True(chunk.AsObject().ContainsKey("usage") && chunk["usage"] is null));
        Assert.DoesNotContain("usage", without.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_chunks_of_OpenAi_are_exact()
    {
        await using var simulator = await RunningSimulator.StartAsync();

        var chunks = (await simulator.PostAsync(Wires.OpenAi, Wires.Chat("gpt-4o", "[[say:Hi you]]", ""","stream":true"""))).Chunks;

        Assert.Equal(
            [
                """{"role":"assistant","content":"","refusal":null}""",
                """{"content":"Hi"}""",
                """{"content":" you"}""",
                "{}",
            ],
            chunks.Select(chunk => chunk["choices"]![0]!["delta"]!.ToJsonString()));
        Assert.Equal(
            ["id", "object", "created", "model", "service_tier", "system_fingerprint", "choices"],
            chunks[0].AsObject().Select(member => member.Key));
        Assert.Equal("chat.completion.chunk", (string?)chunks[0]["object"]);
    }

    [Fact]
    public async Task Groq_sends_usage_as_x_groq_in_the_last_chunk()
    {
        await using var simulator = await RunningSimulator.StartAsync();

        var chunks = (await simulator.PostAsync(Wires.Groq, Wires.Chat("openai/gpt-oss-20b", "Hi", ""","stream":true"""))).Chunks;

        Assert.StartsWith("req_", (string?)chunks[0]["x_groq"]!["id"]);
        Assert.True((int)chunks[^1]["x_groq"]!["usage"]!["total_tokens"]! > 0);
        Assert.All(chunks, chunk => Assert.Null(chunk["usage"]));
        Assert.All(chunks.Skip(1).SkipLast(1), chunk => Assert.Null(chunk["x_groq"]));
    }

    [Theory]
    [InlineData(Wires.Mistral, "mistral-small-latest")]
    [InlineData(Wires.Cerebras, "gpt-oss-120b")]
    public async Task Usage_is_on_the_finish_chunk_without_asking(string path, string model)
    {
        await using var simulator = await RunningSimulator.StartAsync();

        var last = (await simulator.PostAsync(path, Wires.Chat(model, "Hi", ""","stream":true"""))).Chunks[^1];

        Assert.Equal("stop", (string?)last["choices"]![0]!["finish_reason"]);
        Assert.True((int)last["usage"]!["total_tokens"]! > 0);
    }

    [Fact]
    public async Task OpenRouter_keeps_alive_with_comments_and_names_the_cost()
    {
        await using var simulator = await RunningSimulator.StartAsync();

        var answer = await simulator.PostAsync(Wires.OpenRouter, Wires.Chat("openai/gpt-4o-mini", "Hi", ""","stream":true"""));

        Assert.StartsWith(": OPENROUTER PROCESSING\n\ndata: {", answer.Body, StringComparison.Ordinal);
        Assert.True((decimal)answer.Chunks[^1]["usage"]!["cost"]! > 0);
        Assert.Equal((string?)answer.Chunks[0]["id"], answer.Headers["x-generation-id"]);
    }

    [Fact]
    public async Task Azure_starts_with_what_its_filters_found()
    {
        await using var simulator = await RunningSimulator.StartAsync();

        var chunks = (await simulator.PostAsync(
            "/azure/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21",
            """{"messages":[{"role":"user","content":"Hi"}],"stream":true}""")).Chunks;

        Assert.Empty(chunks[0]["choices"]!.AsArray());
        Assert.NotNull(chunks[0]["prompt_filter_results"]![0]!["content_filter_results"]!["jailbreak"]);
        Assert.NotNull(chunks[2]["choices"]![0]!["content_filter_results"]!["hate"]);
    }

    [Fact]
    public async Task Vllm_counts_continuously_when_asked()
    {
        await using var simulator = await RunningSimulator.StartAsync();

        var chunks = (await simulator.PostAsync(Wires.Vllm, Wires.Chat(
            "qwen", "[[say:a b c]]", ""","stream":true,"stream_options":{"include_usage":true,"continuous_usage_stats":true}"""))).Chunks;

        Assert.Equal([0, 1, 2, 3, 3, 3], chunks.Select(chunk => (int)chunk["usage"]!["completion_tokens"]!));
    }

    [Fact]
    public async Task Several_choices_take_turns()
    {
        await using var simulator = await RunningSimulator.StartAsync();

        var chunks = (await simulator.PostAsync(Wires.OpenAi, Wires.Chat("gpt-4o", "[[say:a b]]", ""","stream":true,"n":2"""))).Chunks;

        Assert.Equal([0, 1, 0, 1, 0, 1, 0, 1], chunks.Select(chunk => (int)chunk["choices"]![0]!["index"]!));
    }

    [Fact]
    public async Task Mistral_streams_thinking_parts()
    {
        await using var simulator = await RunningSimulator.StartAsync();

        var chunks = (await simulator.PostAsync(
            Wires.Mistral, Wires.Chat("mistral-small-latest", "Hi", ""","stream":true,"reasoning_effort":"high" """))).Chunks;

        Assert.Equal("thinking", (string?)chunks[1]["choices"]![0]!["delta"]!["content"]![0]!["type"]);
        Assert.IsType<string>(chunks[^2]["choices"]![0]!["delta"]!["content"]!.GetValue<string>());
    }

    private static string Join(JsonNode[] deltas, string field)
    {
        var text = new StringBuilder();
        foreach (var delta in deltas)
        {
            if (delta["delta"]![field] is JsonValue value)
                text.Append((string?)value);
        }

        return text.ToString();
    }
}
