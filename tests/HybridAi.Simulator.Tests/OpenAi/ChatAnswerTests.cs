using System.Text.Json.Nodes;

namespace HybridAi.Simulator.Tests.OpenAi;

/// <summary>The exact JSON of an answer, provider by provider, with what differs from call to call taken out.</summary>
public sealed class ChatAnswerTests
{
    [Theory]
    [InlineData(Wires.OpenAi, "gpt-4o-mini", """
        {"id":"ID","object":"chat.completion","created":0,"model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"message":{"role":"assistant","content":"Hello there","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":2,"total_tokens":14,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}},"service_tier":"default","system_fingerprint":"FP"}
        """)]
    [InlineData(Wires.Mistral, "ministral-3b-latest", """
        {"id":"ID","object":"chat.completion","created":0,"model":"ministral-3b-latest","choices":[{"index":0,"message":{"role":"assistant","content":"Hello there","tool_calls":null},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":2,"total_tokens":14,"num_cached_tokens":0,"prompt_tokens_details":{"cached_tokens":0}}}
        """)]
    [InlineData(Wires.OpenRouter, "openai/gpt-4o-mini", """
        {"id":"ID","provider":"Simulated","object":"chat.completion","created":0,"model":"openai/gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"Hello there","refusal":null,"reasoning":null},"logprobs":null,"finish_reason":"stop","native_finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":2,"total_tokens":14,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0},"cost":0.000003,"is_byok":false,"cost_details":{"upstream_inference_cost":0.000003}},"system_fingerprint":"FP"}
        """)]
    [InlineData(Wires.Azure, "my-deployment", """
        {"id":"ID","object":"chat.completion","created":0,"model":"my-deployment","choices":[{"index":0,"message":{"role":"assistant","content":"Hello there","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop","content_filter_results":{"hate":{"filtered":false,"severity":"safe"},"self_harm":{"filtered":false,"severity":"safe"},"sexual":{"filtered":false,"severity":"safe"},"violence":{"filtered":false,"severity":"safe"}}}],"usage":{"prompt_tokens":12,"completion_tokens":2,"total_tokens":14,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}},"system_fingerprint":"FP","prompt_filter_results":[{"prompt_index":0,"content_filter_results":{"hate":{"filtered":false,"severity":"safe"},"self_harm":{"filtered":false,"severity":"safe"},"sexual":{"filtered":false,"severity":"safe"},"violence":{"filtered":false,"severity":"safe"},"jailbreak":{"filtered":false,"detected":false}}}]}
        """)]
    [InlineData(Wires.Ollama, "llama3.2", """
        {"id":"ID","object":"chat.completion","created":0,"model":"llama3.2","choices":[{"index":0,"message":{"role":"assistant","content":"Hello there"},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":2,"total_tokens":14},"system_fingerprint":"FP"}
        """)]
    [InlineData(Wires.Vllm, "qwen", """
        {"id":"ID","object":"chat.completion","created":0,"model":"qwen","choices":[{"index":0,"message":{"role":"assistant","content":"Hello there","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":2,"total_tokens":14,"prompt_tokens_details":null}}
        """)]
    public async Task An_answer_has_the_providers_shape(string path, string model, string expected)
    {
        await using var simulator = await RunningSimulator.StartAsync();

        var answer = await simulator.PostAsync(path, Wires.Chat(model, "[[say:Hello there]]"));

        var json = answer.Json;
        json["id"] = "ID";
        json["created"] = 0;
        if (json["system_fingerprint"] is not null)
            json["system_fingerprint"] = "FP";
        Assert.Equal(expected.Trim(), json.ToJsonString());
    }

    [Fact]
    public async Task Groq_shows_reasoning_and_times()
    {
        await using var simulator = await RunningSimulator.StartAsync();

        var json = (await simulator.PostAsync(Wires.Groq, Wires.Chat("openai/gpt-oss-20b", "[[say:Hello]]"))).Json;

        Assert.NotEmpty((string)json["choices"]![0]!["message"]!["reasoning"]!);
        Assert.Equal("Hello", (string?)json["choices"]![0]!["message"]!["content"]);
        Assert.StartsWith("req_", (string?)json["x_groq"]!["id"]);
        var usage = json["usage"]!;
        foreach (var time in new[] { "queue_time", "prompt_time", "completion_time", "total_time" })
            Assert.True((double)usage[time]! > 0);
        Assert.Equal((int)usage["completion_tokens"]!, 1 + (int)usage["completion_tokens_details"]!["reasoning_tokens"]!);
    }

    [Fact]
    public async Task Cerebras_adds_time_info()
    {
        await using var simulator = await RunningSimulator.StartAsync();

        var json = (await simulator.PostAsync(Wires.Cerebras, Wires.Chat("gpt-oss-120b", "Hi"))).Json;

        Assert.Equal((long)json["created"]!, (long)json["time_info"]!["created"]!);
        Assert.True((double)json["time_info"]!["total_time"]! > 0);
    }

    [Fact]
    public async Task Mistral_puts_thinking_into_the_content()
    {
        await using var simulator = await RunningSimulator.StartAsync();

        var json = (await simulator.PostAsync(Wires.Mistral, Wires.Chat("mistral-small-latest", "[[say:Hello]]", ""","reasoning_effort":"high" """))).Json;

        var content = json["choices"]![0]!["message"]!["content"]!.AsArray();
        Assert.Equal("thinking", (string?)content[0]!["type"]);
        Assert.NotEmpty((string)content[0]!["thinking"]![0]!["text"]!);
        Assert.Equal("""{"type":"text","text":"Hello"}""", content[1]!.ToJsonString());
    }

    [Fact]
    public async Task Vllm_and_openrouter_show_reasoning_in_their_fields()
    {
        await using var simulator = await RunningSimulator.StartAsync();

        var vllm = (await simulator.PostAsync(Wires.Vllm, Wires.Chat("gpt-5-mini", "Hi"))).Json["choices"]![0]!["message"]!;
        var router = (await simulator.PostAsync(Wires.OpenRouter, Wires.Chat("openai/gpt-5.4-mini", "Hi"))).Json["choices"]![0]!["message"]!;

        Assert.NotEmpty((string)vllm["reasoning_content"]!);
        Assert.Equal((string?)router["reasoning"], (string?)router["reasoning_details"]![0]!["text"]);
        Assert.Equal("reasoning.text", (string?)router["reasoning_details"]![0]!["type"]);
    }

    [Fact]
    public async Task OpenAi_hides_reasoning_and_counts_it_by_effort()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        async Task<int> ReasoningAsync(string effort)
        {
            var json = (await simulator.PostAsync(Wires.OpenAi, Wires.Chat("gpt-5.4", "Hi", $",\"reasoning_effort\":\"{effort}\""))).Json;
            Assert.Null(json["choices"]![0]!["message"]!["reasoning"]);
            return (int)json["usage"]!["completion_tokens_details"]!["reasoning_tokens"]!;
        }

        var counts = new[] { await ReasoningAsync("none"), await ReasoningAsync("low"), await ReasoningAsync("medium"), await ReasoningAsync("high"), await ReasoningAsync("xhigh") };

        Assert.Equal(0, counts[0]);
        Assert.Equal(counts.Order(), counts);
        Assert.Equal(5, counts.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Wires.All), MemberType = typeof(Wires))]
    public async Task The_same_request_gets_the_same_answer_under_another_id(string path, string model)
    {
        await using var one = await RunningSimulator.StartAsync();
        await using var other = await RunningSimulator.StartAsync();
        var body = Wires.Chat(model, "Why is the sky blue at noon?");

        var first = (await one.PostAsync(path, body)).Json;
        var again = (await one.PostAsync(path, body)).Json;
        var elsewhere = (await other.PostAsync(path, body)).Json;

        Assert.Equal(first["choices"]!.ToJsonString(), again["choices"]!.ToJsonString());
        Assert.Equal(first["choices"]!.ToJsonString(), elsewhere["choices"]!.ToJsonString());
        Assert.NotEqual((string?)first["id"], (string?)again["id"]);
        Assert.NotEqual((string?)first["id"], (string?)elsewhere["id"]);
    }

    [Fact]
    public async Task Another_seed_conversation_or_model_gives_another_answer()
    {
        await using var simulator = await RunningSimulator.StartAsync(seed: 1);
        await using var reseeded = await RunningSimulator.StartAsync(seed: 2);
        const string Question = "Describe the history of lighthouses along northern coasts";

        var texts = new[]
        {
            (await simulator.PostAsync(Wires.OpenAi, Wires.Chat("gpt-4o", Question))).Text,
            (await simulator.PostAsync(Wires.OpenAi, Wires.Chat("gpt-4o-mini", Question))).Text,
            (await simulator.PostAsync(Wires.OpenAi, Wires.Chat("gpt-4o", Question, ""","seed":7"""))).Text,
            (await reseeded.PostAsync(Wires.OpenAi, Wires.Chat("gpt-4o", Question))).Text,
        };

        Assert.Equal(4, texts.Distinct().Count());
        Assert.All(texts, text => Assert.Contains("history of lighthouses", text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[[say:one two three]]", "", "one two three", "stop")]
    [InlineData("[[say:one two three]]", ""","stop":" two" """, "one", "stop")]
    [InlineData("[[say:one two three]]", ""","stop":["x"," three"]""", "one two", "stop")]
    [InlineData("[[say:one two three]]", ""","max_tokens":2""", "one two", "length")]
    [InlineData("[[say:one two three]]", ""","max_completion_tokens":3""", "one two three", "stop")]
    [InlineData("[[say:one two three four five six]] [[filter]]", "", "one two three four five", "content_filter")]
    [InlineData("[[say:日本語 ☃ 🎉]]", "", "日本語 ☃ 🎉", "stop")]
    public async Task Directions_in_the_message_make_the_answer_exact(string message, string more, string text, string finish)
    {
        await using var simulator = await RunningSimulator.StartAsync();

        var answer = await simulator.PostAsync(Wires.OpenAi, Wires.Chat("gpt-4o", message, more));

        Assert.Equal(text, answer.Text);
        Assert.Equal(finish, (string?)answer.Json["choices"]![0]!["finish_reason"]);
    }

    [Fact]
    public async Task Words_are_counted()
    {
        await using var simulator = await RunningSimulator.StartAsync();

        var answer = await simulator.PostAsync(Wires.OpenAi, Wires.Chat("gpt-4o", "[[words:37]]"));

        Assert.Equal(37, answer.Text!.Split(' ').Length);
    }

    [Fact]
    public async Task Several_choices_differ_and_are_all_counted()
    {
        await using var simulator = await RunningSimulator.StartAsync();

        var json = (await simulator.PostAsync(Wires.OpenAi, Wires.Chat("gpt-4o", "Tell me about gardens and rivers", ""","n":3"""))).Json;

        var choices = json["choices"]!.AsArray();
        Assert.Equal([0, 1, 2], choices.Select(choice => (int)choice!["index"]!));
        Assert.Equal(3, choices.Select(choice => (string)choice!["message"]!["content"]!).Distinct().Count());
        Assert.Equal(
            choices.Sum(choice => HybridAi.Simulator.Answers.Tokenizer.Count((string)choice!["message"]!["content"]!)),
            (int)json["usage"]!["completion_tokens"]!);
    }

    [Fact]
    public async Task Logprobs_cover_the_text_token_by_token()
    {
        await using var simulator = await RunningSimulator.StartAsync();

        var choice = (await simulator.PostAsync(
            Wires.OpenAi, Wires.Chat("gpt-4o", "[[say:Hello ünïcode world]]", ""","logprobs":true,"top_logprobs":2"""))).Json["choices"]![0]!;

        var tokens = choice["logprobs"]!["content"]!.AsArray();
        Assert.Equal("Hello ünïcode world", string.Concat(tokens.Select(token => (string)token!["token"]!)));
        Assert.All(tokens, token =>
        {
            Assert.True((double)token!["logprob"]! <= 0);
            Assert.Equal(2, token["top_logprobs"]!.AsArray().Count);
            Assert.Equal((string?)token["token"], System.Text.Encoding.UTF8.GetString([.. token["bytes"]!.AsArray().Select(b => (byte)(int)b!)]));
        });
    }

    [Fact]
    public async Task Reasoning_that_uses_up_the_limit_leaves_no_text()
    {
        await using var simulator = await RunningSimulator.StartAsync();

        var json = (await simulator.PostAsync(Wires.OpenAi, Wires.Chat("gpt-5", "Hi", ""","max_completion_tokens":10"""))).Json;

        Assert.Equal("", (string?)json["choices"]![0]!["message"]!["content"]);
        Assert.Equal("length", (string?)json["choices"]![0]!["finish_reason"]);
        Assert.Equal(10, (int)json["usage"]!["completion_tokens"]!);
    }

    [Fact]
    public async Task Headers_name_the_request()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openai/v1/models");
        request.Headers.Add("x-request-id", "mine-1");
        request.Headers.Authorization = new("Bearer", "k");

        using var echoed = await simulator.Http.SendAsync(request);
        var own = await simulator.GetAsync("/openai/v1/models");

        Assert.Equal("mine-1", echoed.Headers.GetValues("x-request-id").Single());
        Assert.StartsWith("req_", own.Headers["x-request-id"], StringComparison.Ordinal);
        Assert.Equal("2020-10-01", own.Headers["openai-version"]);
    }

    [Fact]
    public async Task OpenRouter_routes_auto_and_knows_suffixes()
    {
        await using var simulator = await RunningSimulator.StartAsync();

        var auto = (await simulator.PostAsync(Wires.OpenRouter, Wires.Chat("openrouter/auto", "Hi"))).Json;
        var free = (await simulator.PostAsync(Wires.OpenRouter, Wires.Chat("meta-llama/llama-3.3-70b-instruct:free", "Hi"))).Json;
        var list = (await simulator.PostAsync(Wires.OpenRouter, """{"models":["nobody/none","openai/gpt-4o-mini"],"messages":[{"role":"user","content":"Hi"}]}""")).Json;

        Assert.Equal("openai/gpt-5.4-mini", (string?)auto["model"]);
        Assert.Equal(0m, (decimal)free["usage"]!["cost"]!);
        Assert.Equal("meta-llama/llama-3.3-70b-instruct:free", (string?)free["model"]);
        Assert.Equal("openai/gpt-4o-mini", (string?)list["model"]);
    }

    [Fact]
    public async Task A_long_prefix_asked_again_is_cached()
    {
        var time = new ManualTime(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
        await using var simulator = await RunningSimulator.StartAsync(time);
        var prefix = string.Join(' ', Enumerable.Range(0, 1500).Select(i => $"w{i % 10}x"));
        string Body(string question) =>
            $$"""{"model":"gpt-4o","messages":[{"role":"system","content":"{{prefix}}"},{"role":"user","content":"{{question}}"}]}""";
        async Task<(int Prompt, int Cached)> AskAsync(string question, string key = "k1")
        {
            var usage = (await simulator.PostAsync(Wires.OpenAi, Body(question), key)).Json["usage"]!;
            return ((int)usage["prompt_tokens"]!, (int)usage["prompt_tokens_details"]!["cached_tokens"]!);
        }

        var first = await AskAsync("One?");
        var second = await AskAsync("Two, please?");
        var stranger = await AskAsync("One?", "k2");
        time.Advance(TimeSpan.FromMinutes(11));
        var late = await AskAsync("One?");

        Assert.Equal(0, first.Cached);
        Assert.True(second.Cached >= 1024 && second.Cached % 128 == 0 && second.Cached > first.Prompt - 256, $"{second}");
        Assert.True(second.Cached < second.Prompt);
        Assert.Equal(0, stranger.Cached);
        Assert.Equal(0, late.Cached);
    }

    [Fact]
    public async Task Images_count_by_detail_and_size()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        async Task<int> TokensAsync(string image) => (int)(await simulator.PostAsync(
            Wires.OpenAi, $$$"""{"model":"gpt-4o","messages":[{"role":"user","content":[{"type":"image_url","image_url":{{{image}}}}]}]}""")).Json["usage"]!["prompt_tokens"]!;
        var png = new byte[64];
        new byte[] { 0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 4, 0, 0, 0, 4, 0 }.CopyTo(png, 0);

        var low = await TokensAsync("""{"url":"https://example.com/a.png","detail":"low"}""");
        var sized = await TokensAsync($$"""{"url":"data:image/png;base64,{{Convert.ToBase64String(png)}}"}""");

        // 1024 × 1024 becomes 768 × 768: four tiles of 170 tokens on top of 85.
        Assert.Equal(4 * 170, sized - low);
    }

    [Fact]
    public async Task Audio_in_and_out_has_its_own_classes()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var sound = Convert.ToBase64String(new byte[32_000]);

        var json = (await simulator.PostAsync(Wires.OpenAi, $$$"""
            {"model":"gpt-audio-mini","modalities":["text","audio"],"audio":{"voice":"alloy","format":"wav"},
             "messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"{{{sound}}}","format":"wav"}}]}]}
            """)).Json;

        Assert.True((int)json["usage"]!["prompt_tokens_details"]!["audio_tokens"]! > 5);
        Assert.Equal((int)json["usage"]!["completion_tokens"]!, (int)json["usage"]!["completion_tokens_details"]!["audio_tokens"]!);
        Assert.StartsWith("RIFF", System.Text.Encoding.ASCII.GetString(Convert.FromBase64String((string)json["choices"]![0]!["message"]!["audio"]!["data"]!), 0, 4));
        var line = Assert.Single(await simulator.LinesAsync())!;
        Assert.True((int)line["tokens"]!["audioInput"]! > 5);
        Assert.True((int)line["tokens"]!["audioOutput"]! > 5);
        Assert.Equal(0, (int)line["tokens"]!["output"]!);
    }
}
