using System.Net;

namespace HybridAi.Simulator.Tests.Jobs;

public sealed class FileTests
{
    private const string Root = "/openai/v1";

    [Fact]
    public async Task A_file_is_kept_listed_read_and_deleted()
    {
        await using var simulator = await RunningSimulator.StartAsync(new ManualTime(JobCalls.Start));
        var text = JobCalls.Examples(10, "Zürich");

        var file = (await simulator.UploadAsync(Root, text, "fine-tune", "städte.jsonl")).Good();

        var id = (string)file["id"]!;
        Assert.StartsWith("file-", id, StringComparison.Ordinal);
        Assert.Equal(("file", "fine-tune", "processed"), ((string)file["object"]!, (string)file["purpose"]!, (string)file["status"]!));
        Assert.Equal("städte.jsonl", (string?)file["filename"]);
        Assert.Equal(System.Text.Encoding.UTF8.GetByteCount(text), (int)file["bytes"]!);
        Assert.Equal(JobCalls.Start.ToUnixTimeSeconds(), (long)file["created_at"]!);
        Assert.Null(file["expires_at"]);
        Assert.Equal(file.ToJsonString(), (await simulator.GetAsync($"{Root}/files/{id}")).Good().ToJsonString());
        Assert.Equal(text, (await simulator.GetAsync($"{Root}/files/{id}/content")).Body);
        Assert.Equal(id, (string?)(await simulator.GetAsync($"{Root}/files")).Good()["data"]![0]!["id"]);
        Assert.Equal($$"""{"id":"{{id}}","object":"file","deleted":true}""", (await simulator.DeleteAsync($"{Root}/files/{id}")).Body);
        var gone = await simulator.GetAsync($"{Root}/files/{id}");
        Assert.Equal(HttpStatusCode.NotFound, gone.Status);
        Assert.Equal($$$"""{"error":{"message":"No such File object: {{{id}}}","type":"invalid_request_error","param":"id","code":null}}""", gone.Body);
    }

    [Fact]
    public async Task Lists_have_pages_orders_and_purposes()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
            ids.Add((string)(await simulator.UploadAsync(Root, JobCalls.Requests(1), i % 2 == 0 ? "batch" : "user_data")).Good()["id"]!);

        var first = (await simulator.GetAsync($"{Root}/files?limit=2")).Good();
        var second = (await simulator.GetAsync($"{Root}/files?limit=3&after={ids[3]}")).Good();
        var batches = (await simulator.GetAsync($"{Root}/files?purpose=batch&order=asc")).Good();

        Assert.Equal([ids[4], ids[3]], first["data"]!.AsArray().Select(file => (string)file!["id"]!));
        Assert.Equal((true, ids[4], ids[3]), ((bool)first["has_more"]!, (string)first["first_id"]!, (string)first["last_id"]!));
        Assert.Equal([ids[2], ids[1], ids[0]], second["data"]!.AsArray().Select(file => (string)file!["id"]!));
        Assert.False((bool)second["has_more"]!);
        Assert.Equal([ids[0], ids[2], ids[4]], batches["data"]!.AsArray().Select(file => (string)file!["id"]!));
        Assert.Equal(400, (int)(await simulator.GetAsync($"{Root}/files?limit=0")).Status);
        Assert.Equal(400, (int)(await simulator.GetAsync($"{Root}/files?order=up")).Status);
        Assert.Equal(400, (int)(await simulator.GetAsync($"{Root}/files?after=file-no")).Status);
    }

    [Fact]
    public async Task Another_key_sees_nothing()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var id = (string)(await simulator.UploadAsync(Root, JobCalls.Requests(1), "batch")).Good()["id"]!;

        Assert.Empty((await simulator.GetAsync($"{Root}/files", "another-key")).Good()["data"]!.AsArray());
        Assert.Equal(404, (int)(await simulator.GetAsync($"{Root}/files/{id}", "another-key")).Status);
        Assert.Equal(404, (int)(await simulator.GetAsync($"{Root}/files/{id}/content", "another-key")).Status);
        Assert.Equal(404, (int)(await simulator.DeleteAsync($"{Root}/files/{id}", "another-key")).Status);
        Assert.Equal(400, (int)(await simulator.PostAsync($"{Root}/batches", $$"""{"input_file_id":"{{id}}","endpoint":"/v1/chat/completions","completion_window":"24h"}""", "another-key")).Status);
        (await simulator.GetAsync($"{Root}/files/{id}")).Good();
    }

    [Fact]
    public async Task A_file_expires()
    {
        var time = new ManualTime(JobCalls.Start);
        await using var simulator = await RunningSimulator.StartAsync(time);
        var file = (await simulator.UploadAsync(Root, "x", "user_data", "x.txt", JobCalls.Key, ("expires_after[anchor]", "created_at"), ("expires_after[seconds]", "3600"))).Good();
        var batch = (await simulator.UploadAsync(Root, JobCalls.Requests(1), "batch")).Good();
        Assert.Equal((JobCalls.Start + TimeSpan.FromHours(1)).ToUnixTimeSeconds(), (long)file["expires_at"]!);
        Assert.Equal((JobCalls.Start + TimeSpan.FromDays(30)).ToUnixTimeSeconds(), (long)batch["expires_at"]!);

        time.Advance(TimeSpan.FromMinutes(59));
        (await simulator.GetAsync($"{Root}/files/{file["id"]}")).Good();
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(404, (int)(await simulator.GetAsync($"{Root}/files/{file["id"]}")).Status);
        Assert.Single((await simulator.GetAsync($"{Root}/files")).Good()["data"]!.AsArray());
    }

    [Theory]
    [InlineData("", "batch", "a.jsonl", "File is empty.")]
    [InlineData("{}", null, "a.jsonl", "Missing required parameter: 'purpose'.")]
    [InlineData("{}", "tuning", "a.jsonl", "Invalid value: 'tuning'")]
    [InlineData("{}", "batch", "a.json", "Invalid file format for Batch API. Must be .jsonl")]
    [InlineData("{}", "fine-tune", "a.txt", "Invalid file format for Fine-Tuning API. Must be .jsonl")]
    public async Task A_bad_upload_is_refused(string content, string? purpose, string name, string message)
    {
        await using var simulator = await RunningSimulator.StartAsync();

        var answer = await simulator.UploadAsync(Root, content, purpose, name);

        Assert.Equal(400, (int)answer.Status);
        Assert.Contains(message, (string)answer.Json["error"]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_is_none_is_refused()
    {
        await using var simulator = await RunningSimulator.StartAsync();

        Assert.Equal(400, (int)(await simulator.PostAsync($"{Root}/files", "{}")).Status);
        foreach (var body in new[] { "", "--b", "--b\r\n\r\n", "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nhalf" })
        {
            using var content = new StringContent(body);
            content.Headers.ContentType = new("multipart/form-data") { Parameters = { new("boundary", "b") } };
            Assert.Equal(400, (int)(await simulator.CallAsync(HttpMethod.Post, $"{Root}/files", content)).Status);
        }

        Assert.Contains("Unrecognized request argument supplied: colour", (await simulator.UploadAsync(Root, "{}", "batch", more: ("colour", "red"))).Body, StringComparison.Ordinal);
        Assert.Equal(405, (int)(await simulator.CallAsync(HttpMethod.Put, $"{Root}/files/file-1", new StringContent("{}"))).Status);
        Assert.Equal(404, (int)(await simulator.GetAsync($"{Root}/files/file-1/contents")).Status);
    }

    [Fact]
    public async Task Only_providers_that_have_files_have_them()
    {
        await using var simulator = await RunningSimulator.StartAsync();

        foreach (var root in new[] { "/openrouter/api/v1", "/cerebras/v1", "/vllm/v1", "/ollama/v1" })
            Assert.Equal(404, (int)(await simulator.UploadAsync(root, "{}", "batch")).Status);
        (await simulator.UploadAsync("/groq/openai/v1", JobCalls.Requests(1), "batch")).Good();
        Assert.Equal(400, (int)(await simulator.UploadAsync("/groq/openai/v1", JobCalls.Requests(1), "fine-tune")).Status);
    }
}
