using System.Text;
using System.Text.Json.Nodes;

namespace HybridAi.Simulator.Tests.Jobs;

public sealed class MistralJobTests
{
    private const string Root = "/mistral/v1";
    private const string Jobs = $"{Root}/fine_tuning/jobs";

    [Fact]
    public async Task A_job_goes_its_way_to_a_model_that_is_renamed_archived_and_deleted()
    {
        var time = new ManualTime(JobCalls.Start);
        await using var simulator = await RunningSimulator.StartAsync(time);
        await simulator.ScriptAsync("mistral", """{"jobs":{"queueMs":2000,"durationMs":10000}}""");
        var file = await UploadAsync(simulator, JobCalls.Examples(16));

        var job = (await CreateAsync(simulator, file, ",\"suffix\":\"cities\",\"hyperparameters\":{\"epochs\":4,\"learning_rate\":0.0002}")).Good();
        var path = $"{Jobs}/{job["id"]}";
        var seen = new List<string> { (string)job["status"]! };
        foreach (var seconds in new[] { 1, 1, 10 })
        {
            time.Advance(TimeSpan.FromSeconds(seconds));
            seen.Add((string)(await simulator.GetAsync(path)).Good()["status"]!);
        }

        var done = (await simulator.GetAsync(path)).Good();
        Assert.Equal(["QUEUED", "VALIDATING", "RUNNING", "SUCCESS"], seen);
        var model = (string)done["fine_tuned_model"]!;
        Assert.Matches("^ft:ministral-3b-2512:cities:20261121:[0-9a-f]{8}$", model);
        Assert.Equal((8, 4), ((int)done["hyperparameters"]!["training_steps"]!, (int)done["hyperparameters"]!["epochs"]!));
        Assert.Equal(["SUCCESS", "RUNNING", "VALIDATED", "VALIDATING", "QUEUED"], done["events"]!.AsArray().Select(each => (string)each!["data"]!["status"]!));
        Assert.Equal([8, 6, 4], done["checkpoints"]!.AsArray().Select(each => (int)each!["step_number"]!));
        Assert.Equal(JobCalls.Start.ToUnixTimeSeconds() + 12, (long)done["modified_at"]!);
        var line = Assert.Single(await simulator.LinesAsync())!;
        Assert.Equal((false, 0, (long)done["trained_tokens"]!), ((bool)line["priced"]!, (long)line["nanoDollars"]!, (long)line["tokens"]!["training"]!));

        Assert.Equal("Tuned", (await simulator.PostAsync(Wires.Mistral, Wires.Chat(model, "[[say:Tuned]]"))).Text);
        var renamed = await simulator.CallAsync(HttpMethod.Patch, $"{Root}/fine_tuning/models/{model}", Json("""{"name":"Cities","description":"Knows cities"}"""));
        Assert.Equal(("Cities", "ministral-3b-2512", false), ((string)renamed.Good()["name"]!, (string)renamed.Json["root"]!, (bool)renamed.Json["archived"]!));
        var card = (await simulator.GetAsync($"{Root}/models/{model}")).Good();
        Assert.Equal(("fine-tuned", "Cities", (string?)job["id"]), ((string)card["type"]!, (string)card["name"]!, (string?)card["job"]));
        Assert.Equal(422, (int)(await simulator.CallAsync(HttpMethod.Patch, $"{Root}/fine_tuning/models/{model}", Json("""{"colour":1}"""))).Status);
        Assert.Equal(404, (int)(await simulator.CallAsync(HttpMethod.Patch, $"{Root}/fine_tuning/models/{model}", Json("{}"), "another-key")).Status);

        Assert.True((bool)(await simulator.CallAsync(HttpMethod.Post, $"{Root}/fine_tuning/models/{model}/archive")).Good()["archived"]!);
        Assert.Equal(404, (int)(await simulator.PostAsync(Wires.Mistral, Wires.Chat(model, "x"))).Status);
        Assert.False((bool)(await simulator.DeleteAsync($"{Root}/fine_tuning/models/{model}/archive")).Good()["archived"]!);
        (await simulator.PostAsync(Wires.Mistral, Wires.Chat(model, "x"))).Good();
        Assert.True((bool)(await simulator.DeleteAsync($"{Root}/models/{model}")).Good()["deleted"]!);
    }

    [Fact]
    public async Task A_validated_job_waits_to_be_started()
    {
        var time = new ManualTime(JobCalls.Start);
        await using var simulator = await RunningSimulator.StartAsync(time);
        var job = (await CreateAsync(simulator, await UploadAsync(simulator, JobCalls.Examples(8)), ",\"auto_start\":false,\"hyperparameters\":{\"training_steps\":5}")).Good();
        var path = $"{Jobs}/{job["id"]}";
        Assert.Equal(400, (int)(await simulator.PostAsync($"{path}/start", "")).Status);

        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("VALIDATED", (string?)(await simulator.GetAsync(path)).Good()["status"]);
        Assert.Equal("RUNNING", (string?)(await simulator.PostAsync($"{path}/start", "")).Good()["status"]);
        time.Advance(TimeSpan.FromSeconds(0.3));
        Assert.Equal("RUNNING", (string?)(await simulator.GetAsync(path)).Good()["status"]);
        time.Advance(TimeSpan.FromSeconds(0.2));
        var done = (await simulator.GetAsync(path)).Good();

        Assert.Equal("SUCCESS", (string?)done["status"]);
        Assert.Equal(JobCalls.Start.ToUnixTimeSeconds() + 3_600, (long)done["events"]![1]!["created_at"]!);
        Assert.Equal(5, (int)done["hyperparameters"]!["training_steps"]!);
        var other = (await CreateAsync(simulator, await UploadAsync(simulator, JobCalls.Examples(8)), ",\"hyperparameters\":{}")).Good();
        Assert.Equal("CANCELLED", (string?)(await simulator.PostAsync($"{Jobs}/{other["id"]}/cancel", "")).Good()["status"]);
        Assert.Equal(1, (int)(await simulator.GetAsync($"{Jobs}?status=SUCCESS")).Good()["total"]!);
    }

    [Fact]
    public async Task Bad_samples_fail_the_job_unless_so_many_may_be_skipped()
    {
        var time = new ManualTime(JobCalls.Start);
        await using var simulator = await RunningSimulator.StartAsync(time);
        var file = await UploadAsync(simulator, JobCalls.Examples(9) + "\nnonsense");
        var strict = (await CreateAsync(simulator, file, ",\"hyperparameters\":{}")).Good();
        var lenient = (await CreateAsync(simulator, file, ",\"hyperparameters\":{},\"invalid_sample_skip_percentage\":0.1")).Good();
        time.Advance(TimeSpan.FromSeconds(1));

        var failed = (await simulator.GetAsync($"{Jobs}/{strict["id"]}")).Good();
        Assert.Equal("FAILED_VALIDATION", (string?)failed["status"]);
        Assert.Equal("Invalid samples in training_files. Line 10: not valid JSON", (string?)failed["events"]![0]!["data"]!["error"]);
        Assert.Equal("SUCCESS", (string?)(await simulator.GetAsync($"{Jobs}/{lenient["id"]}")).Good()["status"]);
        Assert.Equal("job.metadata", (string?)(await CreateAsync(simulator, file, ",\"hyperparameters\":{}", "?dry_run=true")).Good()["object"]);
    }

    [Fact]
    public async Task Errors_have_the_provider_s_shape()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var file = await UploadAsync(simulator, JobCalls.Examples(9));

        var unknown = await CreateAsync(simulator, file, ",\"hyperparameters\":{\"colour\":1}");
        var none = await simulator.GetAsync($"{Jobs}/{Guid.Empty}");
        var other = await simulator.GetAsync($"{Root}/files/{file}", "another-key");

        Assert.Equal((422, "extra_forbidden"), ((int)unknown.Status, (string)unknown.Json["detail"]![0]!["type"]!));
        Assert.Equal("""["body","hyperparameters","colour"]""", unknown.Json["detail"]![0]!["loc"]!.ToJsonString());
        Assert.Equal((404, "error"), ((int)none.Status, (string)none.Json["object"]!));
        Assert.Equal(404, (int)other.Status);
        Assert.Equal(422, (int)(await simulator.PostAsync(Jobs, """{"model":"ministral-3b-2512"}""")).Status);
        Assert.Equal(422, (int)(await simulator.PostAsync($"{Root}/batch/jobs", """{"endpoint":"/v1/chat/completions","colour":1}""")).Status);
        Assert.Equal(400, (int)(await simulator.PostAsync($"{Root}/batch/jobs", """{"endpoint":"/v1/chat/completions"}""")).Status);
        Assert.Equal(422, (int)(await simulator.UploadAsync(Root, "{}", "nonsense")).Status);
    }

    [Fact]
    public async Task A_batch_takes_its_model_from_the_job_and_fails_on_bad_lines()
    {
        var time = new ManualTime(JobCalls.Start);
        await using var simulator = await RunningSimulator.StartAsync(time);
        await simulator.ScriptAsync("mistral", """{"jobs":{"queueMs":1000,"durationMs":1000}}""");
        var good = (string)(await simulator.UploadAsync(Root, """{"custom_id":"a","body":{"model":"no-such","messages":[{"role":"user","content":"[[say:Hi]]"}]}}""", "batch")).Good()["id"]!;
        var bad = (string)(await simulator.UploadAsync(Root, """{"custom_id":"a","colour":1}""", "batch")).Good()["id"]!;

        var batch = await BatchAsync(simulator, good);
        var failing = await BatchAsync(simulator, bad);
        time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Equal("RUNNING", (string?)(await simulator.GetAsync($"{Root}/batch/jobs/{batch["id"]}")).Good()["status"]);
        time.Advance(TimeSpan.FromSeconds(0.5));

        var done = (await simulator.GetAsync($"{Root}/batch/jobs/{batch["id"]}?inline=true")).Good();
        Assert.Equal("SUCCESS", (string?)done["status"]);
        Assert.Equal("Hi", (string?)done["outputs"]![0]!["response"]!["body"]!["choices"]![0]!["message"]!["content"]);
        Assert.Equal("mistral-small-latest", (string?)done["outputs"]![0]!["response"]!["body"]!["model"]);
        var failed = (await simulator.GetAsync($"{Root}/batch/jobs/{failing["id"]}")).Good();
        Assert.Equal("FAILED", (string?)failed["status"]);
        Assert.StartsWith("Line 1 of file", (string?)failed["errors"]![0]!["message"], StringComparison.Ordinal);
        Assert.Equal("batch_result", (string?)(await simulator.GetAsync($"{Root}/files/{done["output_file"]}")).Good()["sample_type"]);
        Assert.Single(await simulator.LinesAsync());
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private static async Task<string> UploadAsync(RunningSimulator simulator, string content) =>
        (string)(await simulator.UploadAsync(Root, content, "fine-tune")).Good()["id"]!;

    private static Task<Answer> CreateAsync(RunningSimulator simulator, string file, string more, string query = "") =>
        simulator.PostAsync(Jobs + query, $$"""{"model":"ministral-3b-latest","training_files":[{"file_id":"{{file}}","weight":1}]{{more}}}""");

    private static async Task<JsonNode> BatchAsync(RunningSimulator simulator, string file) =>
        (await simulator.PostAsync($"{Root}/batch/jobs", $$"""{"input_files":["{{file}}"],"endpoint":"/v1/chat/completions","model":"mistral-small-latest"}""")).Good();
}
