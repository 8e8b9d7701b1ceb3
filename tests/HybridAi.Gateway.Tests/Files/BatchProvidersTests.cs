using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using HybridAi.Core.Batches;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.Files;

/// <summary>Files and batches at providers that differ, that have none, that fail.</summary>
public sealed class BatchProvidersTests
{
    private const string MistralModel = "four/mistral-small-latest";

    [Fact]
    public async Task A_batch_at_Mistral_looks_like_any_other()
    {
        await using var product = await FilesGateway.StartAsync();
        var key = await product.KeyAsync();
        var line = FilesGateway.Line("a \\\"x\\\" ü", MistralModel, more: ",\"seed\":7,\"user\":\"u\"");
        var (uploaded, file) = await product.UploadAsync($"{line}\r\n{FilesGateway.Line("b", MistralModel)}", key);
        Assert.True(uploaded == HttpStatusCode.OK, file.ToJsonString());
        var id = (string)file["id"]!;
        Assert.Matches("^file-[0-9a-f]{32}$", id);
        // What Mistral takes: bare lines with its own name of the model and of a field, and without what it would refuse.
        var sent = (await product.ContentAsync(id, key)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("""{"custom_id":"a \"x\" ü","body":{"model":"mistral-small-2603","messages":[{"role":"user","content":"Hello a \"x\" ü"}],"random_seed":7}}""", sent[0]);
        Assert.Equal("""{"custom_id":"b","body":{"model":"mistral-small-2603","messages":[{"role":"user","content":"Hello b"}]}}""", sent[1]);

        var (made, batch) = await product.CreateAsync(id, key, more: ""","metadata":{"job":"7"}""");
        Assert.True(made == HttpStatusCode.OK, batch.ToJsonString());
        Assert.Equal(("batch", "24h", id, """{"job":"7"}"""), ((string)batch["object"]!, (string)batch["completion_window"]!, (string)batch["input_file_id"]!, batch["metadata"]!.ToJsonString()));
        batch = await product.UntilEndedAsync((string)batch["id"]!, key);
        Assert.Equal(("completed", "24h", 2, 2, 0), ((string)batch["status"]!, (string)batch["completion_window"]!, (int)batch["request_counts"]!["total"]!, (int)batch["request_counts"]!["completed"]!, (int)batch["request_counts"]!["failed"]!));
        Assert.NotNull(batch["completed_at"]);
        var answers = (await product.ContentAsync((string)batch["output_file_id"]!, key)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(text => JsonNode.Parse(text)!).ToList();
        Assert.Equal(["a \"x\" ü", "b"], answers.Select(answer => (string)answer["custom_id"]!));
        Assert.All(answers, answer => Assert.Equal(200, (int)answer["response"]!["status_code"]!));
        Assert.Equal("\"mistral-small-2603\"", JsonNode.Parse((string)Assert.Single(await product.SeenAsync("/batch/jobs"))["body"]!)!["model"]!.ToJsonString());
    }

    [Fact]
    public async Task What_Mistral_would_refuse_of_a_line_is_named_and_what_it_lacks_for_batches_is_refused()
    {
        await using var product = await FilesGateway.StartAsync();
        using var form = new MultipartFormDataContent
        {
            { new StringContent("batch"), "purpose" }, { new StringContent(FilesGateway.Line("a", MistralModel, more: ",\"user\":\"u\",\"store\":true")), "file", "lines.jsonl" },
        };
        using var response = await product.Gateway.Http.PostAsync("/v1/files", form);
        Assert.Equal("user, store", Assert.Single(response.Headers.GetValues("x-hybridai-dropped")));
        var file = (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["id"]!;

        foreach (var (body, param) in new[]
        {
            ("""{"input_file_id":"ID","endpoint":"/v1/chat/completions","completion_window":"8d"}""", "completion_window"),
            ("""{"input_file_id":"ID","endpoint":"/v1/chat/completions","completion_window":"soon"}""", "completion_window"),
            ("""{"input_file_id":"ID","endpoint":"/v1/chat/completions","completion_window":"24h","output_expires_after":{"anchor":"created_at","seconds":3600}}""", "output_expires_after"),
        })
        {
            var (status, error) = await product.SendAsync(HttpMethod.Post, "/v1/batches", null, body.Replace("ID", file, StringComparison.Ordinal));
            Assert.Equal((HttpStatusCode.BadRequest, param), (status, (string)error["error"]!["param"]!));
        }

        Assert.Empty((await product.SendAsync(HttpMethod.Get, "/v1/batches")).Json["data"]!.AsArray());
        Assert.Empty(await product.SeenAsync("/batch/jobs"));
        var (made, batch) = await product.SendAsync(HttpMethod.Post, "/v1/batches", null, $$"""{"input_file_id":"{{file}}","endpoint":"/v1/chat/completions","completion_window":"7d"}""");
        Assert.True(made == HttpStatusCode.OK, batch.ToJsonString());
        Assert.Equal("7d", (string)batch["completion_window"]!);
    }

    [Fact]
    public async Task A_model_of_a_provider_without_batches_is_refused_and_who_has_them_is_told()
    {
        await using var product = await FilesGateway.StartAsync();
        var (status, error) = await product.UploadAsync(FilesGateway.Line("a", "two/m"));
        Assert.Equal((HttpStatusCode.BadRequest, "file"), (status, (string)error["error"]!["param"]!));
        Assert.Contains("Line 1: no provider of 'two/m' has batches", (string)error["error"]!["message"]!, StringComparison.Ordinal);
        Assert.Contains("providers can be called there in batches: one, three, four.", (string)error["error"]!["message"]!, StringComparison.Ordinal);
        // Groq has batches, but of chats alone.
        (_, error) = await product.UploadAsync(FilesGateway.Line("a", "three/openai/gpt-oss-120b", "/v1/responses"));
        Assert.Contains("call it at /v1/responses. Models of these providers can be called there in batches: one.", (string)error["error"]!["message"]!, StringComparison.Ordinal);
        (status, error) = await product.SendAsync(HttpMethod.Post, "/v1/messages/batches", null, """{"requests":[]}""");
        Assert.Equal((HttpStatusCode.NotFound, "not_found_error"), (status, (string)error["error"]!["type"]!));
        Assert.Contains("/v1/batches", (string)error["error"]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_that_fail_are_in_the_file_of_errors()
    {
        await using var product = await FilesGateway.StartAsync();
        var batch = await product.UntilEndedAsync((string)(await product.BatchAsync(null, FilesGateway.Line("good"), FilesGateway.Line("bad", more: ",\"temperature\":99")))["id"]!);
        Assert.Equal(("completed", 1, 1), ((string)batch["status"]!, (int)batch["request_counts"]!["completed"]!, (int)batch["request_counts"]!["failed"]!));
        var error = JsonNode.Parse(await product.ContentAsync((string)batch["error_file_id"]!))!;
        Assert.Equal(("bad", 400), ((string)error["custom_id"]!, (int)error["response"]!["status_code"]!));
        Assert.Contains("\"good\"", await product.ContentAsync((string)batch["output_file_id"]!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_batch_has_what_was_answered_by_then()
    {
        await using var product = await FilesGateway.StartAsync();
        await product.ScriptAsync("openai", """{"jobs":{"queueMs":20,"durationMs":4000}}""");
        var id = (string)(await product.BatchAsync(null, [.. Enumerable.Range(0, 40).Select(i => FilesGateway.Line($"{i}"))]))["id"]!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((int)(await product.SendAsync(HttpMethod.Get, $"/v1/batches/{id}")).Json["request_counts"]!["completed"]! == 0)
            limit.Token.ThrowIfCancellationRequested();
        Assert.Equal(HttpStatusCode.OK, (await product.SendAsync(HttpMethod.Post, $"/v1/batches/{id}/cancel")).Status);
        var batch = await product.UntilEndedAsync(id);
        Assert.Equal("cancelled", (string)batch["status"]!);
        var answers = (await product.ContentAsync((string)batch["output_file_id"]!)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        Assert.Equal((int)batch["request_counts"]!["completed"]!, answers);
        Assert.InRange(answers, 1, 39);
    }

    [Fact]
    public async Task A_provider_that_is_down_takes_no_file_and_loses_no_batch()
    {
        await using var product = await FilesGateway.StartAsync();
        var (_, file) = await product.UploadAsync(FilesGateway.Line("a"));
        await product.Simulator.StopAsync();
        var (status, error) = await product.UploadAsync(FilesGateway.Line("a"));
        Assert.Equal(HttpStatusCode.BadGateway, status);
        Assert.Contains("'one'", (string)error["error"]!["message"]!, StringComparison.Ordinal);
        Assert.Single((await product.SendAsync(HttpMethod.Get, "/v1/files")).Json["data"]!.AsArray());
        Assert.Equal(HttpStatusCode.BadGateway, (await product.SendAsync(HttpMethod.Get, $"/v1/files/{file["id"]}/content")).Status);
        Assert.Equal(HttpStatusCode.BadGateway, (await product.SendAsync(HttpMethod.Delete, $"/v1/files/{file["id"]}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await product.SendAsync(HttpMethod.Get, $"/v1/files/{file["id"]}")).Status);

        // Nobody knows whether the provider has made it: it is there until that is known, and cannot be cancelled.
        Assert.Equal(HttpStatusCode.BadGateway, (await product.CreateAsync((string)file["id"]!)).Status);
        var batch = Assert.Single((await product.SendAsync(HttpMethod.Get, "/v1/batches")).Json["data"]!.AsArray())!;
        Assert.Equal(("validating", (string)file["id"]!), ((string)batch["status"]!, (string)batch["input_file_id"]!));
        Assert.Equal(HttpStatusCode.OK, (await product.SendAsync(HttpMethod.Get, $"/v1/batches/{batch["id"]}")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await product.SendAsync(HttpMethod.Post, $"/v1/batches/{batch["id"]}/cancel")).Status);
    }

    [Fact]
    public async Task An_upload_that_is_cut_leaves_nothing_behind()
    {
        await using var product = await FilesGateway.StartAsync();
        var address = product.Gateway.Http.BaseAddress!;
        using (var socket = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            await socket.ConnectAsync(address.Host, address.Port);
            var body = $"--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"l.jsonl\"\r\n\r\n{FilesGateway.Line("a")}\n";
            await socket.SendAsync(Encoding.UTF8.GetBytes(
                $"POST /v1/files HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {TestGateway.AdministratorKey}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: {body.Length + 10_000}\r\n\r\n{body}"));
            socket.LingerState = new LingerOption(true, 0);
        }

        await product.Gateway.SettleAsync();
        Assert.Empty((await product.SendAsync(HttpMethod.Get, "/v1/files")).Json["data"]!.AsArray());
        Assert.Empty(await product.SeenAsync("/files"));

        // A form that ends too soon, but whose sender waits for the answer.
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/files")
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes($"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"l.jsonl\"\r\n\r\n{FilesGateway.Line("a")}\n")),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=b");
        using var response = await product.Gateway.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(await product.SeenAsync("/files"));
    }

    [Fact]
    public async Task A_model_that_was_taken_away_since_the_upload_makes_no_batch()
    {
        await using var product = await FilesGateway.StartAsync();
        var (_, key) = await product.SendAsync(HttpMethod.Post, "/api/keys", null, """{"name":"k","role":"inference"}""");
        var secret = FilesGateway.SecretOf(key);
        var (_, file) = await product.UploadAsync(FilesGateway.Line("a"), secret);
        var (patched, changed) = await product.SendAsync(HttpMethod.Patch, $"/api/keys/{key["id"]}", null, """{"allowedModels":["four/*"],"revision":1}""");
        Assert.True(patched == HttpStatusCode.OK, changed.ToJsonString());
        var (status, error) = await product.CreateAsync((string)file["id"]!, secret);
        Assert.Equal((HttpStatusCode.Forbidden, "input_file_id"), (status, (string)error["error"]!["param"]!));

        // Of a model that is there no more.
        var store = product.Gateway.App.Services.GetRequiredService<IProviderObjectStore>();
        var found = (await store.FindAsync(ProviderObjectId.Read(ProviderObjectKind.File, (string)file["id"]!)!.Value, ProviderObjectKind.File, OrganizationId.Default, default))!;
        var gone = found with { Id = Guid.CreateVersion7(), Model = "gone", RequestedModel = "gone-alias" };
        await store.AddAsync(gone, default);
        (status, error) = await product.CreateAsync(ProviderObjectId.Write(ProviderObjectKind.File, gone.Id));
        Assert.Equal((HttpStatusCode.BadRequest, "input_file_id"), (status, (string)error["error"]!["param"]!));
        Assert.Contains("'gone-alias'", (string)error["error"]!["message"]!, StringComparison.Ordinal);
        Assert.Empty(await product.SeenAsync("/batches"));
    }
}
