using System.Net;
using System.Text.Json.Nodes;

namespace HybridAi.Gateway.Tests.Files;

public sealed class FilesTests
{
    [Fact]
    public async Task A_batch_goes_from_upload_to_answers_by_ids_of_the_gateways_own()
    {
        await using var product = await FilesGateway.StartAsync();
        var key = await product.KeyAsync();
        var (status, file) = await product.UploadAsync($"{FilesGateway.Line("a")}\r\n\n{FilesGateway.Line("b", "one/gpt-6-luna")}\n", key);
        Assert.Equal(HttpStatusCode.OK, status);
        var id = (string)file["id"]!;
        Assert.Matches("^file-[0-9a-f]{32}$", id);
        Assert.Equal(("file", "batch", "lines.jsonl"), ((string)file["object"]!, (string)file["purpose"]!, (string)file["filename"]!));
        var sent = (await product.ContentAsync(id, key)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([FilesGateway.Line("a", "gpt-6-luna"), FilesGateway.Line("b", "gpt-6-luna")], sent);

        var (made, batch) = await product.CreateAsync(id, key, more: ""","metadata":{"job":"7"}""");
        Assert.Equal(HttpStatusCode.OK, made);
        var batchId = (string)batch["id"]!;
        Assert.Matches("^batch_[0-9a-f]{32}$", batchId);
        batch = await product.UntilEndedAsync(batchId, key);
        Assert.Equal(("completed", id, 2, """{"job":"7"}"""), ((string)batch["status"]!, (string)batch["input_file_id"]!, (int)batch["request_counts"]!["completed"]!, batch["metadata"]!.ToJsonString()));
        Assert.Null(batch["error_file_id"]);

        var output = (string)batch["output_file_id"]!;
        var (found, outputFile) = await product.SendAsync(HttpMethod.Get, $"/v1/files/{output}", key);
        Assert.Equal((HttpStatusCode.OK, output, $"{batchId}_output.jsonl"), (found, (string)outputFile["id"]!, (string)outputFile["filename"]!));
        var answers = (await product.ContentAsync(output, key)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(["a", "b"], answers.Select(answer => (string)answer["custom_id"]!));
        Assert.All(answers, answer => Assert.NotNull(answer["response"]!["body"]!["usage"]));
        Assert.Equal((long)outputFile["bytes"]!, (await product.ContentAsync(output, key)).Length);
    }

    [Fact]
    public async Task Others_find_nothing_and_operators_of_the_organization_find_all()
    {
        await using var product = await FilesGateway.StartAsync();
        var (mine, others, operators) = (await product.KeyAsync(), await product.KeyAsync(), await product.KeyAsync("operator"));
        var (_, organization) = await product.SendAsync(HttpMethod.Post, "/api/organizations", null, """{"name":"Other"}""");
        var strangers = await product.KeyAsync("administrator", $$""","organizationId":"{{organization["id"]}}" """);
        var batch = await product.BatchAsync(mine, FilesGateway.Line("a"));
        var (id, file) = ((string)batch["id"]!, (string)batch["input_file_id"]!);
        await product.UntilEndedAsync(id, mine);

        foreach (var key in new[] { others, strangers })
        {
            foreach (var (method, path) in new[]
            {
                ("GET", $"/v1/files/{file}"), ("GET", $"/v1/files/{file}/content"), ("DELETE", $"/v1/files/{file}"), ("GET", $"/v1/batches/{id}"), ("POST", $"/v1/batches/{id}/cancel"),
                ("GET", $"/v1/files?after={file}"),
            })
            {
                var (status, error) = await product.SendAsync(new HttpMethod(method), path, key);
                Assert.True(status == HttpStatusCode.NotFound, $"{method} {path} {status} {error.ToJsonString()}");
                Assert.Equal("not_found", (string)error["error"]!["code"]!);
            }

            Assert.Equal(HttpStatusCode.NotFound, (await product.CreateAsync(file, key)).Status);
            Assert.Empty((await product.SendAsync(HttpMethod.Get, "/v1/files", key)).Json["data"]!.AsArray());
            Assert.Empty((await product.SendAsync(HttpMethod.Get, "/v1/batches", key)).Json["data"]!.AsArray());
        }

        Assert.Equal(id, (string)Assert.Single((await product.SendAsync(HttpMethod.Get, "/v1/batches", operators)).Json["data"]!.AsArray())!["id"]!);
        Assert.Equal(HttpStatusCode.OK, (await product.SendAsync(HttpMethod.Get, $"/v1/files/{file}", operators)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await product.SendAsync(HttpMethod.Get, "/v1/files", await product.KeyAsync("viewer"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await product.SendAsync(HttpMethod.Get, "/v1/files", "hai-nobody")).Status);
    }

    [Fact]
    public async Task A_key_that_took_over_by_rotation_goes_on_with_what_the_old_one_made()
    {
        await using var product = await FilesGateway.StartAsync();
        var (_, old) = await product.SendAsync(HttpMethod.Post, "/api/keys", null, """{"name":"k"}""");
        var batch = await product.BatchAsync(FilesGateway.SecretOf(old), FilesGateway.Line("a"));
        var (_, rotated) = await product.SendAsync(HttpMethod.Post, $"/api/keys/{old["id"]}/rotate", null, "{}");
        Assert.Equal(HttpStatusCode.OK, (await product.SendAsync(HttpMethod.Get, $"/v1/batches/{batch["id"]}", FilesGateway.SecretOf(rotated))).Status);
        Assert.Single((await product.SendAsync(HttpMethod.Get, "/v1/files?purpose=batch", FilesGateway.SecretOf(rotated))).Json["data"]!.AsArray());
    }

    public static TheoryData<string, string> BadLines => new()
    {
        { "{", "Line 2: it is not valid JSON." },
        { "[]", "Line 2: it is no JSON object." },
        { """{"custom_id":"b"}""", "'method' must be 'POST'" },
        { FilesGateway.Line("b") + "x", "Line 2: it is not valid JSON." },
        { FilesGateway.Line("a"), "Line 2: 'custom_id' is that of a line before" },
        { FilesGateway.Line("b", url: "/v1/images/generations"), "Line 2: 'url' must be" },
        { FilesGateway.Line("b", url: "/v1/responses"), "as in the lines before" },
        { FilesGateway.Line("b", "nothing"), "Line 2: No model or alias is named 'nothing'" },
        { FilesGateway.Line("b", "one/gpt-6-sol"), "Line 2: 'body.model' must be 'small'" },
        { FilesGateway.Line("b", "three/openai/gpt-oss-120b"), "Line 2: 'body.model' must be 'small'" },
        { FilesGateway.Line("b", more: ",\"stream\":true"), "Line 2: a batch does not stream" },
        { FilesGateway.Line("b", more: ",\"hybridai\":{}"), "Line 2: options of the gateway" },
        { FilesGateway.Line("b", more: ",\"model\":\"small\""), "Line 2: The field 'model' is there twice." },
        { """{"custom_id":"b","method":"POST","url":"/v1/chat/completions","body":[]}""", "'body' must be there once, as an object" },
        { """{"custom_id":"b","method":"POST","url":"/v1/chat/completions","body":{"messages":[]}}""", "'body.model' is missing" },
        { """{"custom_id":7,"method":"POST","url":"/v1/chat/completions","body":{"model":"small"}}""", "'custom_id' must be there once, as a text" },
    };

    [Theory]
    [MemberData(nameof(BadLines))]
    public async Task A_bad_line_is_told_with_its_number_and_no_provider_is_called(string line, string expected)
    {
        await using var product = await FilesGateway.StartAsync();
        var (status, error) = await product.UploadAsync($"{FilesGateway.Line("a")}\n{line}\n");
        Assert.Equal((HttpStatusCode.BadRequest, "file"), (status, (string)error["error"]!["param"]!));
        Assert.Contains(expected, (string)error["error"]!["message"]!, StringComparison.Ordinal);
        Assert.Empty((await product.SendAsync(HttpMethod.Get, "/v1/files")).Json["data"]!.AsArray());
        Assert.Empty(await product.SeenAsync("/files"));
    }

    [Fact]
    public async Task Bad_uploads_and_batches_are_told_what_to_mend()
    {
        await using var product = await FilesGateway.StartAsync(("Gateway:MaxFileSize", "1KB"));
        await RefusedAsync(product.UploadAsync(FilesGateway.Line("a"), purpose: ""), 400, "purpose");
        await RefusedAsync(product.UploadAsync(""), 400, "file");
        await RefusedAsync(product.UploadAsync("\n \n"), 400, "file");
        await RefusedAsync(product.UploadAsync(new string('x', 1025)), 413, "file");
        await RefusedAsync(product.UploadAsync(FilesGateway.Line("a"), change: (_, request) => request.Headers.Add("x-hybridai-provider", "nobody")), 400, "x-hybridai-provider");
        await RefusedAsync(product.UploadAsync(FilesGateway.Line("a"), change: (form, _) => form.Add(new StringContent("{"), "hybridai")), 400, "hybridai");
        await RefusedAsync(product.UploadAsync(FilesGateway.Line("a"), change: (_, request) => request.Headers.Add("x-hybridai-provider", "two")), 400, "file");
        await RefusedAsync(product.SendAsync(HttpMethod.Post, "/v1/files", null, "{}"), 415, null);
        await RefusedAsync(product.UploadAsync(FilesGateway.Line("a"), await product.KeyAsync(more: ""","allowedModels":["groq/*"]""")), 403, "file");

        await RefusedAsync(product.SendAsync(HttpMethod.Post, "/v1/batches", null, "{}"), 400, "input_file_id");
        await RefusedAsync(product.CreateAsync("file-nothing"), 404, "input_file_id");
        var (_, file) = await product.UploadAsync(FilesGateway.Line("a"));
        await RefusedAsync(product.CreateAsync((string)file["id"]!, endpoint: "/v1/embeddings"), 400, "endpoint");
        await RefusedAsync(product.CreateAsync((string)file["id"]!, more: ""","metadata":[]"""), 400, "metadata");
        // What the provider refuses leaves nothing behind.
        await RefusedAsync(product.SendAsync(HttpMethod.Post, "/v1/batches", null, $$"""{"input_file_id":"{{file["id"]}}","endpoint":"/v1/chat/completions","completion_window":"1h"}"""), 400, "completion_window");
        Assert.Empty((await product.SendAsync(HttpMethod.Get, "/v1/batches")).Json["data"]!.AsArray());
        var (_, picture) = await product.UploadAsync("a file", purpose: "user_data");
        await RefusedAsync(product.CreateAsync((string)picture["id"]!), 400, "input_file_id");
        await RefusedAsync(product.SendAsync(HttpMethod.Get, "/v1/files?limit=0"), 400, "limit");
        await RefusedAsync(product.SendAsync(HttpMethod.Put, "/v1/files"), 405, null);
    }

    [Fact]
    public async Task The_provider_is_chosen_by_header_or_field_and_knows_the_model_by_its_own_name()
    {
        await using var product = await FilesGateway.StartAsync(("Aliases:both", "one/gpt-6-luna,three/openai/gpt-oss-120b"));
        var (status, file) = await product.UploadAsync(FilesGateway.Line("a", "both"), change: (form, _) => form.Add(new StringContent("""{"provider":"three"}"""), "hybridai"));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(FilesGateway.Line("a", "openai/gpt-oss-120b"), (await product.ContentAsync((string)file["id"]!)).Trim());
        (_, file) = await product.UploadAsync(FilesGateway.Line("a", "both"));
        Assert.Equal(FilesGateway.Line("a", "gpt-6-luna"), (await product.ContentAsync((string)file["id"]!)).Trim());
    }

    [Fact]
    public async Task Lists_go_by_pages_and_deleted_files_are_gone()
    {
        await using var product = await FilesGateway.StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            product.Gateway.Time.Advance(TimeSpan.FromSeconds(1));
            ids.Add((string)(await product.UploadAsync(FilesGateway.Line("a"))).Json["id"]!);
        }

        var (_, page) = await product.SendAsync(HttpMethod.Get, "/v1/files?limit=2");
        Assert.Equal((ids[4], ids[3], true), ((string)page["first_id"]!, (string)page["last_id"]!, (bool)page["has_more"]!));
        (_, page) = await product.SendAsync(HttpMethod.Get, $"/v1/files?limit=3&after={ids[3]}");
        Assert.Equal([ids[2], ids[1], ids[0]], page["data"]!.AsArray().Select(file => (string)file!["id"]!));
        Assert.False((bool)page["has_more"]!);
        (_, page) = await product.SendAsync(HttpMethod.Get, $"/v1/files?order=asc&after={ids[0]}&limit=1");
        Assert.Equal(ids[1], (string)page["data"]![0]!["id"]!);
        var (deleted, answer) = await product.SendAsync(HttpMethod.Delete, $"/v1/files/{ids[2]}");
        Assert.Equal((HttpStatusCode.OK, true), (deleted, (bool)answer["deleted"]!));
        Assert.Equal(HttpStatusCode.NotFound, (await product.SendAsync(HttpMethod.Get, $"/v1/files/{ids[2]}")).Status);
        Assert.Equal(4, (await product.SendAsync(HttpMethod.Get, "/v1/files")).Json["data"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_batch_can_be_cancelled_once_and_its_answers_stay_until_they_are_settled()
    {
        await using var product = await FilesGateway.StartAsync();
        var batch = await product.BatchAsync(null, FilesGateway.Line("a"), FilesGateway.Line("b"));
        var (status, cancelling) = await product.SendAsync(HttpMethod.Post, $"/v1/batches/{batch["id"]}/cancel");
        Assert.Equal((HttpStatusCode.OK, (string)batch["id"]!), (status, (string)cancelling["id"]!));
        Assert.Equal("cancelled", (string)(await product.UntilEndedAsync((string)batch["id"]!))["status"]!);
        Assert.Equal(HttpStatusCode.BadRequest, (await product.SendAsync(HttpMethod.Post, $"/v1/batches/{batch["id"]}/cancel")).Status);

        batch = await product.UntilEndedAsync((string)(await product.BatchAsync(null, FilesGateway.Line("a")))["id"]!);
        var (refused, error) = await product.SendAsync(HttpMethod.Delete, $"/v1/files/{batch["output_file_id"]}");
        Assert.Equal(HttpStatusCode.BadRequest, refused);
        Assert.Contains("still to be recorded", (string)error["error"]!["message"]!, StringComparison.Ordinal);
    }

    private static async Task RefusedAsync(Task<(HttpStatusCode Status, JsonNode Json)> call, int status, string? param)
    {
        var (answered, json) = await call;
        Assert.True(status == (int)answered, $"{(int)answered} {json.ToJsonString()}");
        Assert.Equal(param, (string?)json["error"]!["param"]);
        Assert.NotEmpty((string)json["error"]!["message"]!);
    }
}
