using System.Text.Json.Nodes;

namespace HybridAi.Simulator.Tests.Jobs;

public sealed class BatchTests
{
    private const string Root = "/openai/v1";

    [Fact]
    public async Task A_batch_is_answered_over_its_time_for_half_the_price()
    {
        var time = new ManualTime(JobCalls.Start);
        await using var simulator = await RunningSimulator.StartAsync(time);
        await simulator.ScriptAsync("openai", """{"timeToFirstTokenMs":5000,"tokensPerSecond":1,"stall":{},"jobs":{"queueMs":1000,"durationMs":10000}}""");
        var batch = await CreateAsync(simulator, JobCalls.Requests(9) + "\n" + """{"custom_id":"bad","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-4o-mini","messages":[],"n":0}}""");
        var path = $"{Root}/batches/{batch["id"]}";
        Assert.Equal(("validating", 0), ((string)batch["status"]!, (int)batch["request_counts"]!["total"]!));

        time.Advance(TimeSpan.FromSeconds(5.5));
        var half = (await simulator.GetAsync(path)).Good();
        Assert.Equal("in_progress", (string?)half["status"]);
        Assert.Equal("""{"total":10,"completed":5,"failed":0}""", half["request_counts"]!.ToJsonString());
        time.Advance(TimeSpan.FromSeconds(4.5));
        Assert.Equal("finalizing", (string?)(await simulator.GetAsync(path)).Good()["status"]);
        time.Advance(TimeSpan.FromSeconds(1));
        var done = (await simulator.GetAsync(path)).Good();

        Assert.Equal("completed", (string?)done["status"]);
        Assert.Equal("""{"total":10,"completed":9,"failed":1}""", done["request_counts"]!.ToJsonString());
        Assert.Equal((JobCalls.Start + TimeSpan.FromSeconds(11)).ToUnixTimeSeconds(), (long)done["completed_at"]!);
        var output = JobCalls.Lines((await simulator.GetAsync($"{Root}/files/{done["output_file_id"]}/content")).Body);
        Assert.Equal(Enumerable.Range(0, 9).Select(i => ($"r{i}", 200, $"Answer {i}")), output.Select(line => (
            (string)line["custom_id"]!, (int)line["response"]!["status_code"]!, (string)line["response"]!["body"]!["choices"]![0]!["message"]!["content"]!)));
        Assert.All(output, line => Assert.Null(line["error"]));
        var error = Assert.Single(JobCalls.Lines((await simulator.GetAsync($"{Root}/files/{done["error_file_id"]}/content")).Body));
        Assert.Equal(("bad", 400), ((string)error["custom_id"]!, (int)error["response"]!["status_code"]!));
        Assert.Equal("invalid_request_error", (string?)error["response"]!["body"]!["error"]!["type"]);
        Assert.Equal("batch_output", (string?)(await simulator.GetAsync($"{Root}/files/{done["output_file_id"]}")).Good()["purpose"]);

        var lines = await simulator.LinesAsync();
        Assert.Equal(output.Select(line => (string?)line["response"]!["body"]!["id"]), lines.Select(line => (string?)line!["id"]));
        Assert.All(lines.Zip(output), pair =>
        {
            var usage = pair.Second["response"]!["body"]!["usage"]!;
            var perMillion = ((long)usage["prompt_tokens"]! * 0.15m) + ((long)usage["completion_tokens"]! * 0.6m);
            Assert.Equal(Math.Round(perMillion * 500, MidpointRounding.AwayFromZero), (long)pair.First!["nanoDollars"]!);
            Assert.True((bool)pair.First!["batch"]!);
        });
        Assert.Equal(lines.Sum(line => (long)line!["tokens"]!["input"]!), (long)done["usage"]!["input_tokens"]!);
        Assert.Equal(lines.Sum(line => (long)line!["tokens"]!["output"]!), (long)done["usage"]!["output_tokens"]!);
    }

    [Fact]
    public async Task Responses_and_embeddings_go_in_batches_too()
    {
        var time = new ManualTime(JobCalls.Start);
        await using var simulator = await RunningSimulator.StartAsync(time);
        var responses = await CreateAsync(simulator, """{"custom_id":"a","method":"POST","url":"/v1/responses","body":{"model":"gpt-5.4","input":"[[say:Hi]]"}}""", "/v1/responses");
        var embeddings = await CreateAsync(simulator, """{"custom_id":"a","method":"POST","url":"/v1/embeddings","body":{"model":"text-embedding-3-small","input":"cat"}}""", "/v1/embeddings");
        var streaming = await CreateAsync(simulator, """{"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-4o-mini","stream":true,"messages":[{"role":"user","content":"x"}]}}""");
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("response", (string?)(await OutputAsync(simulator, responses, "output_file_id"))["response"]!["body"]!["object"]);
        Assert.Equal(1536, (await OutputAsync(simulator, embeddings, "output_file_id"))["response"]!["body"]!["data"]![0]!["embedding"]!.AsArray().Count);
        var refused = await OutputAsync(simulator, streaming, "error_file_id");
        Assert.Equal((400, "stream"), ((int)refused["response"]!["status_code"]!, (string)refused["response"]!["body"]!["error"]!["param"]!));
        Assert.Null((await simulator.GetAsync($"{Root}/batches/{streaming["id"]}")).Good()["output_file_id"]);
    }

    [Fact]
    public async Task A_cancelled_batch_keeps_what_was_answered()
    {
        var time = new ManualTime(JobCalls.Start);
        await using var simulator = await RunningSimulator.StartAsync(time);
        await simulator.ScriptAsync("openai", """{"jobs":{"queueMs":1000,"durationMs":10000}}""");
        var batch = await CreateAsync(simulator, JobCalls.Requests(9));
        var path = $"{Root}/batches/{batch["id"]}";
        time.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal("cancelling", (string?)(await simulator.PostAsync($"{path}/cancel", "")).Good()["status"]);
        time.Advance(TimeSpan.FromSeconds(0.4));
        Assert.Equal("cancelling", (string?)(await simulator.GetAsync(path)).Good()["status"]);
        time.Advance(TimeSpan.FromHours(30));
        var done = (await simulator.GetAsync(path)).Good();

        Assert.Equal("cancelled", (string?)done["status"]);
        Assert.Equal("""{"total":9,"completed":3,"failed":0}""", done["request_counts"]!.ToJsonString());
        Assert.Equal(3, JobCalls.Lines((await simulator.GetAsync($"{Root}/files/{done["output_file_id"]}/content")).Body).Count);
        Assert.Equal(3, (await simulator.LinesAsync()).Count);
        Assert.Equal(409, (int)(await simulator.PostAsync($"{path}/cancel", "")).Status);
    }

    [Fact]
    public async Task A_batch_that_takes_too_long_expires()
    {
        var time = new ManualTime(JobCalls.Start);
        await using var simulator = await RunningSimulator.StartAsync(time);
        await simulator.ScriptAsync("openai", """{"jobs":{"queueMs":0,"durationMs":172800000}}""");
        var batch = await CreateAsync(simulator, JobCalls.Requests(4));

        time.Advance(TimeSpan.FromHours(25));
        var done = (await simulator.GetAsync($"{Root}/batches/{batch["id"]}")).Good();

        Assert.Equal("expired", (string?)done["status"]);
        Assert.Equal("""{"total":4,"completed":2,"failed":0}""", done["request_counts"]!.ToJsonString());
        var errors = JobCalls.Lines((await simulator.GetAsync($"{Root}/files/{done["error_file_id"]}/content")).Body);
        Assert.Equal([("r2", "batch_expired"), ("r3", "batch_expired")], errors.Select(line => ((string)line["custom_id"]!, (string)line["error"]!["code"]!)));
    }

    [Theory]
    [InlineData("{", "invalid_json_line", 2)]
    [InlineData("[1]", "invalid_json_line", 2)]
    [InlineData("""{"method":"POST","url":"/v1/chat/completions","body":{}}""", "missing_required_parameter", 2)]
    [InlineData("""{"custom_id":"r0","method":"POST","url":"/v1/chat/completions","body":{}}""", "duplicate_custom_id", 2)]
    [InlineData("""{"custom_id":"x","method":"GET","url":"/v1/chat/completions","body":{}}""", "invalid_method", 2)]
    [InlineData("""{"custom_id":"x","method":"POST","url":"/v1/embeddings","body":{}}""", "url_mismatch", 2)]
    [InlineData("""{"custom_id":"x","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-4o"}}""", "model_mismatch", 2)]
    [InlineData("""{"custom_id":"x","method":"POST","url":"/v1/chat/completions","body":[]}""", "invalid_type", 2)]
    [InlineData("""{"custom_id":"x","method":"POST","url":"/v1/chat/completions","body":{},"more":1}""", "unknown_parameter", 2)]
    [InlineData(null, "empty_file", null)]
    public async Task A_bad_line_fails_the_batch(string? line, string code, int? number)
    {
        var time = new ManualTime(JobCalls.Start);
        await using var simulator = await RunningSimulator.StartAsync(time);

        var batch = await CreateAsync(simulator, line is null ? "\n" : $"{JobCalls.Requests(1)}\n{line}");
        Assert.Equal("validating", (string?)batch["status"]);
        time.Advance(TimeSpan.FromSeconds(1));
        var failed = (await simulator.GetAsync($"{Root}/batches/{batch["id"]}")).Good();

        Assert.Equal("failed", (string?)failed["status"]);
        var error = Assert.Single(failed["errors"]!["data"]!.AsArray())!;
        Assert.Equal((code, number), ((string)error["code"]!, (int?)error["line"]));
        Assert.Null(failed["output_file_id"]);
        Assert.Empty(await simulator.LinesAsync());
    }

    [Theory]
    [InlineData("\"endpoint\":\"/v1/moderations\",\"completion_window\":\"24h\"", "endpoint")]
    [InlineData("\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"1h\"", "completion_window")]
    [InlineData("\"endpoint\":\"/v1/chat/completions\"", "completion_window")]
    [InlineData("\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\",\"colour\":1", "colour")]
    [InlineData("\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\",\"output_expires_after\":{\"anchor\":\"created_at\",\"seconds\":1}", "output_expires_after.seconds")]
    public async Task A_bad_request_is_refused(string members, string param)
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var file = (await simulator.UploadAsync(Root, JobCalls.Requests(1), "batch")).Good()["id"];

        var answer = await simulator.PostAsync($"{Root}/batches", $$"""{"input_file_id":"{{file}}",{{members}}}""");

        Assert.Equal((400, param), ((int)answer.Status, (string)answer.Json["error"]!["param"]!));
    }

    [Fact]
    public async Task Groq_has_batches_of_chats()
    {
        var time = new ManualTime(JobCalls.Start);
        await using var simulator = await RunningSimulator.StartAsync(time);
        const string groq = "/groq/openai/v1";
        var file = (await simulator.UploadAsync(groq, JobCalls.Requests(2, "openai/gpt-oss-20b"), "batch")).Good()["id"];

        var batch = (await simulator.PostAsync($"{groq}/batches", $$"""{"input_file_id":"{{file}}","endpoint":"/v1/chat/completions","completion_window":"7d"}""")).Good();
        Assert.Equal(400, (int)(await simulator.PostAsync($"{groq}/batches", $$"""{"input_file_id":"{{file}}","endpoint":"/v1/embeddings","completion_window":"24h"}""")).Status);
        Assert.Equal(404, (int)(await simulator.PostAsync($"{groq}/fine_tuning/jobs", "{}")).Status);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(2, (await simulator.LinesAsync()).Count);
        Assert.Equal("completed", (string?)(await simulator.GetAsync($"{groq}/batches/{batch["id"]}")).Good()["status"]);
    }

    private static async Task<JsonNode> CreateAsync(RunningSimulator simulator, string content, string endpoint = "/v1/chat/completions")
    {
        var file = (await simulator.UploadAsync(Root, content, "batch")).Good()["id"];
        return (await simulator.PostAsync($"{Root}/batches", $$$"""{"input_file_id":"{{{file}}}","endpoint":"{{{endpoint}}}","completion_window":"24h","metadata":{"a":"b"}}""")).Good();
    }

    private static async Task<JsonNode> OutputAsync(RunningSimulator simulator, JsonNode batch, string which)
    {
        var done = (await simulator.GetAsync($"{Root}/batches/{batch["id"]}")).Good();
        return Assert.Single(JobCalls.Lines((await simulator.GetAsync($"{Root}/files/{done[which]}/content")).Body));
    }
}
