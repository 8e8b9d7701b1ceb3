using System.Text;
using System.Text.Json.Nodes;

namespace HybridAi.Simulator.Tests.Jobs;

public sealed class TuningTests
{
    private const string Root = "/openai/v1";
    private const string Jobs = $"{Root}/fine_tuning/jobs";
    private const string Slow = """{"jobs":{"queueMs":2000,"durationMs":10000}}""";

    [Fact]
    public async Task A_job_goes_its_way_to_a_model_that_answers()
    {
        var time = new ManualTime(JobCalls.Start);
        await using var simulator = await RunningSimulator.StartAsync(time);
        await simulator.ScriptAsync("openai", Slow);
        var data = await UploadAsync(simulator, JobCalls.Examples(20));
        var checks = await UploadAsync(simulator, JobCalls.Examples(4, "Oslo"));

        var job = (await simulator.PostAsync(Jobs, $$$$$"""{"model":"gpt-4o-mini","training_file":"{{{{{data}}}}}","validation_file":"{{{{{checks}}}}}","suffix":"cities","seed":7,"metadata":{"a":"b"},"method":{"type":"supervised","supervised":{"hyperparameters":{"n_epochs":4,"batch_size":2}}}}""")).Good();
        var path = $"{Jobs}/{job["id"]}";

        Assert.Equal("gpt-4o-mini-2024-07-18", (string?)job["model"]);
        Assert.Equal("""{"n_epochs":4,"batch_size":2,"learning_rate_multiplier":"auto"}""", job["hyperparameters"]!.ToJsonString());
        Assert.Equal("validating_files", (string?)job["status"]);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("queued", (string?)(await simulator.GetAsync(path)).Good()["status"]);
        time.Advance(TimeSpan.FromSeconds(1));
        var running = (await simulator.GetAsync(path)).Good();
        Assert.Equal("running", (string?)running["status"]);
        Assert.Equal((JobCalls.Start + TimeSpan.FromSeconds(12)).ToUnixTimeSeconds(), (long)running["estimated_finish"]!);
        Assert.Null(running["fine_tuned_model"]);
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(20, Assert.Single(Steps((await simulator.GetAsync($"{path}/checkpoints")).Good())));
        time.Advance(TimeSpan.FromSeconds(4));
        var done = (await simulator.GetAsync(path)).Good();

        Assert.Equal("succeeded", (string?)done["status"]);
        Assert.Equal((JobCalls.Start + TimeSpan.FromSeconds(12)).ToUnixTimeSeconds(), (long)done["finished_at"]!);
        Assert.Equal("""{"n_epochs":4,"batch_size":2,"learning_rate_multiplier":1.8}""", done["method"]!["supervised"]!["hyperparameters"]!.ToJsonString());
        var model = (string)done["fine_tuned_model"]!;
        Assert.Matches("^ft:gpt-4o-mini-2024-07-18:simulated:cities:[A-Za-z0-9]{8}$", model);
        var tokens = (long)done["trained_tokens"]!;
        Assert.True(tokens > 20 * 4 * 12 && tokens % 4 == 0);
        await AssertInvoiceAsync(simulator, (string)done["id"]!, "gpt-4o-mini", tokens, tokens * 3_000, priced: true);

        Assert.Contains(model, (await simulator.GetAsync($"{Root}/models")).Good()["data"]!.AsArray().Select(each => (string)each!["id"]!));
        var answer = (await simulator.PostAsync(Wires.OpenAi, Wires.Chat(model, "[[say:Tuned]]"))).Good();
        Assert.Equal((model, "Tuned"), ((string)answer["model"]!, (string)answer["choices"]![0]!["message"]!["content"]!));
        var line = (await simulator.LinesAsync())[^1]!;
        Assert.Equal(((long)answer["usage"]!["prompt_tokens"]! * 300) + ((long)answer["usage"]!["completion_tokens"]! * 1_200), (long)line["nanoDollars"]!);

        Assert.Equal(404, (int)(await simulator.PostAsync(Wires.OpenAi, Wires.Chat(model, "x"), "another-key")).Status);
        Assert.Equal(404, (int)(await simulator.GetAsync($"{Root}/models/{model}", "another-key")).Status);
        Assert.Equal("org-simulated", (string?)(await simulator.GetAsync($"{Root}/models/{model}")).Good()["owned_by"]);
        Assert.Equal($$"""{"id":"{{model}}","object":"model","deleted":true}""", (await simulator.DeleteAsync($"{Root}/models/{model}")).Body);
        Assert.Equal(404, (int)(await simulator.PostAsync(Wires.OpenAi, Wires.Chat(model, "x"))).Status);
        Assert.Equal(403, (int)(await simulator.DeleteAsync($"{Root}/models/gpt-4o-mini")).Status);
    }

    [Fact]
    public async Task Events_and_checkpoints_tell_of_a_loss_that_falls_and_is_always_the_same()
    {
        var (first, events) = await TrainAsync(20, 4);
        var (again, _) = await TrainAsync(20, 4);
        var (other, _) = await TrainAsync(20, 8);

        var losses = first["data"]!.AsArray().Select(each => (double)each!["metrics"]!["train_loss"]!).ToArray();
        Assert.Equal(3, losses.Length);
        Assert.Equal(losses.Order(), losses);
        Assert.Equal(3, losses.Distinct().Count());
        Assert.Equal(losses, again["data"]!.AsArray().Select(each => (double)each!["metrics"]!["train_loss"]!));
        Assert.NotEqual(losses, other["data"]!.AsArray().Select(each => (double)each!["metrics"]!["train_loss"]!));
        Assert.EndsWith(":ckpt-step-60", (string)first["data"]![1]!["fine_tuned_model_checkpoint"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("ckpt", (string)first["data"]![0]!["fine_tuned_model_checkpoint"]!, StringComparison.Ordinal);

        var messages = events["data"]!.AsArray().Select(each => (string)each!["message"]!).Reverse().ToArray();
        Assert.StartsWith("Created fine-tuning job: ftjob-", messages[0], StringComparison.Ordinal);
        Assert.StartsWith("Validating training file: file-", messages[1], StringComparison.Ordinal);
        Assert.Equal(["Files validated, moving job to queued state", "Fine-tuning job started"], messages[2..4]);
        Assert.StartsWith("Step 1/80: training loss=", messages[4], StringComparison.Ordinal);
        Assert.Equal(["New fine-tuned model created", "The job has successfully completed"], messages[^2..]);
        Assert.Equal(["Checkpoint created at step 40", "Checkpoint created at step 60"], messages.Where(message => message.StartsWith("Checkpoint", StringComparison.Ordinal)));
        var metrics = events["data"]!.AsArray().First(each => (string?)each!["type"] == "metrics")!;
        Assert.Equal((80, 80), ((int)metrics["data"]!["step"]!, (int)metrics["data"]!["total_steps"]!));
        Assert.Equal(events["data"]!.AsArray().Count, events["data"]!.AsArray().Select(each => (string)each!["id"]!).Distinct().Count());
    }

    [Fact]
    public async Task The_result_file_is_a_table_in_base64()
    {
        var time = new ManualTime(JobCalls.Start);
        await using var simulator = await RunningSimulator.StartAsync(time);
        var job = await CreateAsync(simulator, await UploadAsync(simulator, JobCalls.Examples(10)), ",\"hyperparameters\":{\"n_epochs\":2,\"batch_size\":5}");
        time.Advance(TimeSpan.FromSeconds(1));

        var done = (await simulator.GetAsync($"{Jobs}/{job["id"]}")).Good();
        var file = (await simulator.GetAsync($"{Root}/files/{done["result_files"]![0]}")).Good();
        var table = Encoding.UTF8.GetString(Convert.FromBase64String((await simulator.GetAsync($"{Root}/files/{file["id"]}/content")).Body)).TrimEnd().Split('\n');

        Assert.Equal(("fine-tune-results", "step_metrics.csv"), ((string)file["purpose"]!, (string)file["filename"]!));
        Assert.Equal("step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy", table[0]);
        Assert.Equal(5, table.Length);
        Assert.Matches(@"^4,\d\.\d+,0\.\d+,,$", table[^1]);
    }

    [Theory]
    [InlineData(3, """{"messages":[{"role":"user","content":"a"}]}""", "invalid_training_file", "Line 3: the last message must be from the assistant, not from user")]
    [InlineData(1, """{"messages":[{"role":"robot","content":"a"}]}""", "invalid_training_file", "Line 1: message 1: unknown role 'robot'")]
    [InlineData(10, "{\"messages\":", "invalid_training_file", "Line 10: not valid JSON")]
    [InlineData(5, """{"prompt":"a","completion":"b"}""", "invalid_training_file", "Line 5: unexpected key 'prompt'")]
    [InlineData(4, "[]", "invalid_training_file", "Line 4: not a JSON object")]
    [InlineData(6, "", "invalid_training_file", "Line 6: not valid JSON")]
    [InlineData(0, "", "invalid_n_examples", "Training file has 9 example(s), but must have at least 10 examples")]
    public async Task A_bad_file_fails_the_job_with_its_line_and_reason(int line, string text, string code, string message)
    {
        var time = new ManualTime(JobCalls.Start);
        await using var simulator = await RunningSimulator.StartAsync(time);
        var lines = JobCalls.Examples(line == 0 ? 9 : 12).Split('\n').ToList();
        if (line > 0)
            lines.Insert(line - 1, text);

        var job = await CreateAsync(simulator, await UploadAsync(simulator, string.Join("\r\n", lines)));
        Assert.Equal("validating_files", (string?)job["status"]);
        time.Advance(TimeSpan.FromSeconds(1));
        var failed = (await simulator.GetAsync($"{Jobs}/{job["id"]}")).Good();

        Assert.Equal("failed", (string?)failed["status"]);
        Assert.Equal((code, "training_file"), ((string)failed["error"]!["code"]!, (string)failed["error"]!["param"]!));
        Assert.EndsWith(message, (string)failed["error"]!["message"]!, StringComparison.Ordinal);
        Assert.Null(failed["trained_tokens"]);
        var last = (await simulator.GetAsync($"{Jobs}/{job["id"]}/events?limit=1")).Good()["data"]![0]!;
        Assert.Equal(("error", (string)failed["error"]!["message"]!), ((string)last["level"]!, (string)last["message"]!));
        Assert.Empty(await simulator.LinesAsync());
        Assert.Equal(400, (int)(await simulator.PostAsync($"{Jobs}/{job["id"]}/cancel", "")).Status);
    }

    [Fact]
    public async Task A_job_is_paused_resumed_and_cancelled()
    {
        var time = new ManualTime(JobCalls.Start);
        await using var simulator = await RunningSimulator.StartAsync(time);
        await simulator.ScriptAsync("openai", Slow);
        var job = await CreateAsync(simulator, await UploadAsync(simulator, JobCalls.Examples(10)));
        var path = $"{Jobs}/{job["id"]}";
        Assert.Equal(400, (int)(await simulator.PostAsync($"{path}/pause", "")).Status);
        time.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal("paused", (string?)(await simulator.PostAsync($"{path}/pause", "")).Good()["status"]);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("paused", (string?)(await simulator.GetAsync(path)).Good()["status"]);
        Assert.Equal("running", (string?)(await simulator.PostAsync($"{path}/resume", "")).Good()["status"]);
        time.Advance(TimeSpan.FromSeconds(7.5));
        Assert.Equal("running", (string?)(await simulator.GetAsync(path)).Good()["status"]);
        var cancelled = (await simulator.PostAsync($"{path}/cancel", "")).Good();
        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal("cancelled", (string?)cancelled["status"]);
        Assert.Equal(cancelled.ToJsonString(), (await simulator.GetAsync(path)).Good().ToJsonString());
        Assert.Equal("invalid_job_status", (string?)(await simulator.PostAsync($"{path}/resume", "")).Json["error"]!["code"]);
        Assert.Empty(await simulator.LinesAsync());
    }

    [Fact]
    public async Task A_script_makes_a_job_fail_in_its_midst()
    {
        var time = new ManualTime(JobCalls.Start);
        await using var simulator = await RunningSimulator.StartAsync(time);
        await simulator.ScriptAsync("openai", """{"models":{"gpt-4o-mini":{"jobs":{"queueMs":0,"durationMs":1000,"fail":"The moon is full."}}}}""");
        var job = await CreateAsync(simulator, await UploadAsync(simulator, JobCalls.Examples(10)));
        await simulator.ScriptAsync("openai", "{}");

        time.Advance(TimeSpan.FromSeconds(0.4));
        Assert.Equal("running", (string?)(await simulator.GetAsync($"{Jobs}/{job["id"]}")).Good()["status"]);
        time.Advance(TimeSpan.FromSeconds(0.2));
        var failed = (await simulator.GetAsync($"{Jobs}/{job["id"]}")).Good();

        Assert.Equal("""{"code":"server_error","message":"The moon is full.","param":null}""", failed["error"]!.ToJsonString());
    }

    [Fact]
    public async Task A_tuned_model_is_as_good_as_the_script_said_and_may_be_tuned_again()
    {
        var time = new ManualTime(JobCalls.Start);
        await using var simulator = await RunningSimulator.StartAsync(time);
        var file = await UploadAsync(simulator, JobCalls.Examples(10));
        await simulator.ScriptAsync("openai", """{"quality":0,"jobs":{"quality":1}}""");
        var better = await CreateAsync(simulator, file);
        await simulator.ScriptAsync("openai", """{"jobs":{"quality":0}}""");
        var worse = await CreateAsync(simulator, file);
        time.Advance(TimeSpan.FromSeconds(1));
        var good = (string)(await simulator.GetAsync($"{Jobs}/{better["id"]}")).Good()["fine_tuned_model"]!;
        var bad = (string)(await simulator.GetAsync($"{Jobs}/{worse["id"]}")).Good()["fine_tuned_model"]!;

        await simulator.ScriptAsync("openai", """{"quality":0}""");
        Assert.NotEqual("Here", (await simulator.PostAsync(Wires.OpenAi, Wires.Chat("gpt-4o-mini", "[[say:Here]]"))).Text);
        Assert.Equal("Here", (await simulator.PostAsync(Wires.OpenAi, Wires.Chat(good, "[[say:Here]]"))).Text);
        await simulator.ScriptAsync("openai", "{}");
        Assert.NotEqual("Here", (await simulator.PostAsync(Wires.OpenAi, Wires.Chat(bad, "[[say:Here]]"))).Text);
        await simulator.ScriptAsync("openai", $$$$"""{"models":{"{{{{bad}}}}":{"quality":1}}}""");
        Assert.Equal("Here", (await simulator.PostAsync(Wires.OpenAi, Wires.Chat(bad, "[[say:Here]]"))).Text);

        var again = (await simulator.PostAsync(Jobs, $$"""{"model":"{{good}}","training_file":"{{file}}"}""")).Good();
        Assert.Equal(good, (string?)again["model"]);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.StartsWith("ft:gpt-4o-mini-2024-07-18:", (string?)(await simulator.GetAsync($"{Jobs}/{again["id"]}")).Good()["fine_tuned_model"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preferences_are_trained_with_beta()
    {
        var time = new ManualTime(JobCalls.Start);
        await using var simulator = await RunningSimulator.StartAsync(time);
        var pairs = string.Join('\n', Enumerable.Repeat("""{"input":{"messages":[{"role":"user","content":"a"}]},"preferred_output":[{"role":"assistant","content":"b"}],"non_preferred_output":[{"role":"assistant","content":"c"}]}""", 10));
        var dpo = ",\"method\":{\"type\":\"dpo\",\"dpo\":{\"hyperparameters\":{\"beta\":0.2,\"n_epochs\":1}}}";
        var job = await CreateAsync(simulator, await UploadAsync(simulator, pairs), dpo);
        var wrong = await CreateAsync(simulator, await UploadAsync(simulator, JobCalls.Examples(10)), dpo);
        time.Advance(TimeSpan.FromSeconds(1));

        var done = (await simulator.GetAsync($"{Jobs}/{job["id"]}")).Good();
        Assert.Equal("""{"n_epochs":1,"batch_size":1,"learning_rate_multiplier":1.8,"beta":0.2}""", done["method"]!["dpo"]!["hyperparameters"]!.ToJsonString());
        Assert.Equal("succeeded", (string?)done["status"]);
        Assert.EndsWith("Line 1: unexpected key 'messages'", (string?)(await simulator.GetAsync($"{Jobs}/{wrong["id"]}")).Good()["error"]!["message"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"model\":\"gpt-4o-mini\",\"colour\":1", "Unrecognized request argument supplied: colour")]
    [InlineData("\"model\":\"gpt-5.4\"", "Model gpt-5.4 is not available for fine-tuning or does not exist.")]
    [InlineData("\"model\":\"gpt-4o-mini\",\"suffix\":\"a b\"", "Invalid 'suffix'")]
    [InlineData("\"model\":\"gpt-4o-mini\",\"method\":{\"type\":\"magic\"}", "Invalid value: 'magic'")]
    [InlineData("\"model\":\"gpt-4o-mini\",\"method\":{\"type\":\"reinforcement\",\"reinforcement\":{}}", "method.reinforcement.grader")]
    [InlineData("\"model\":\"gpt-4o-mini\",\"method\":{\"type\":\"reinforcement\",\"reinforcement\":{\"grader\":{}}}", "The method 'reinforcement' is not available")]
    [InlineData("\"model\":\"gpt-4o-mini\",\"hyperparameters\":{\"n_epochs\":0}", "Invalid 'hyperparameters.n_epochs'")]
    [InlineData("\"model\":\"gpt-4o-mini\",\"hyperparameters\":{\"n_epochs\":\"many\"}", "Invalid type for 'hyperparameters.n_epochs'")]
    [InlineData("\"model\":\"gpt-4o-mini\",\"method\":{\"type\":\"supervised\",\"supervised\":{\"hyperparameters\":{\"beta\":1}}}", "method.supervised.hyperparameters.beta")]
    [InlineData("\"model\":\"gpt-4o-mini\",\"validation_file\":\"file-none\"", "invalid validation_file: file-none")]
    public async Task A_bad_request_is_refused(string members, string message)
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var file = await UploadAsync(simulator, JobCalls.Examples(10));

        var answer = await simulator.PostAsync(Jobs, $$"""{"training_file":"{{file}}",{{members}}}""");

        Assert.Equal(400, (int)answer.Status);
        Assert.Contains(message, (string)answer.Json["error"]!["message"]!, StringComparison.Ordinal);
        Assert.Empty((await simulator.GetAsync(Jobs)).Good()["data"]!.AsArray());
    }

    [Fact]
    public async Task Jobs_are_listed_by_key_and_metadata_and_unknown_ones_are_not_found()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var file = await UploadAsync(simulator, JobCalls.Examples(10));
        var first = await CreateAsync(simulator, file, ",\"metadata\":{\"team\":\"a\"}");
        var second = await CreateAsync(simulator, file);

        Assert.Equal([(string?)second["id"], (string?)first["id"]], (await simulator.GetAsync(Jobs)).Good()["data"]!.AsArray().Select(job => (string?)job!["id"]));
        Assert.Equal([(string?)first["id"]], (await simulator.GetAsync($"{Jobs}?metadata[team]=a")).Good()["data"]!.AsArray().Select(job => (string?)job!["id"]));
        Assert.Empty((await simulator.GetAsync(Jobs, "another-key")).Good()["data"]!.AsArray());
        var none = await simulator.GetAsync($"{Jobs}/{first["id"]}/events", "another-key");
        Assert.Equal((404, "fine_tune_not_found"), ((int)none.Status, (string)none.Json["error"]!["code"]!));
    }

    private static async Task<string> UploadAsync(RunningSimulator simulator, string content) =>
        (string)(await simulator.UploadAsync(Root, content, "fine-tune")).Good()["id"]!;

    private static async Task<JsonNode> CreateAsync(RunningSimulator simulator, string file, string more = "") =>
        (await simulator.PostAsync(Jobs, $$"""{"model":"gpt-4o-mini","training_file":"{{file}}"{{more}}}""")).Good();

    private static async Task<(JsonNode Checkpoints, JsonNode Events)> TrainAsync(int examples, int epochs)
    {
        var time = new ManualTime(JobCalls.Start);
        await using var simulator = await RunningSimulator.StartAsync(time);
        var job = await CreateAsync(simulator, await UploadAsync(simulator, JobCalls.Examples(examples)), $",\"hyperparameters\":{{\"n_epochs\":{epochs}}}");
        time.Advance(TimeSpan.FromSeconds(1));
        return ((await simulator.GetAsync($"{Jobs}/{job["id"]}/checkpoints")).Good(), (await simulator.GetAsync($"{Jobs}/{job["id"]}/events?limit=100")).Good());
    }

    private static int[] Steps(JsonNode page) => [.. page["data"]!.AsArray().Select(each => (int)each!["step_number"]!)];

    private static async Task AssertInvoiceAsync(RunningSimulator simulator, string id, string model, long tokens, long nano, bool priced)
    {
        var line = Assert.Single(await simulator.LinesAsync())!;
        Assert.Equal((id, model, priced), ((string)line["id"]!, (string)line["model"]!, (bool)line["priced"]!));
        Assert.Equal((tokens, nano), ((long)line["tokens"]!["training"]!, (long)line["nanoDollars"]!));
    }
}
