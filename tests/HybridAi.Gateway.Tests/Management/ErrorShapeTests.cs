using System.Data.Common;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using HybridAi.Core.Tenancy;
using HybridAi.Storage;

namespace HybridAi.Gateway.Tests.Management;

public sealed class ErrorShapeTests(ManagementServer server) : IClassFixture<ManagementServer>
{
    [Theory]
    [InlineData("{", "invalid_json", null)]
    [InlineData("", "missing_body", null)]
    [InlineData("[]", "invalid_json", null)]
    [InlineData("null", "invalid_json", null)]
    [InlineData("\"name\"", "invalid_json", null)]
    [InlineData("{\"name\":\"a\",}", "invalid_json", null)]
    [InlineData("{\"name\":\"a\",\"name\":\"b\"}", "invalid_json", null)]
    [InlineData("{\"name\":5}", "invalid_type", "name")]
    [InlineData("{\"name\":{\"a\":1}}", "invalid_type", "name")]
    [InlineData("{\"name\":\"a\",\"nmae\":\"b\"}", "unknown_field", "nmae")]
    [InlineData("{\"name\":\"a\",\"NAME\":\"b\"}", "unknown_field", "NAME")]
    [InlineData("{\"name\":\"a\",\"odd name.x\":1}", "unknown_field", "odd name.x")]
    [InlineData("{\"name\":\"a\",\"teamId\":\"no\"}", "invalid_type", "teamId")]
    [InlineData("{\"name\":\"a\",\"teamId\":7}", "invalid_type", "teamId")]
    [InlineData("{\"name\":\"a\",\"expiresAt\":\"tomorrow\"}", "invalid_type", "expiresAt")]
    [InlineData("{\"name\":\"a\",\"allowedModels\":\"gpt-*\"}", "invalid_type", "allowedModels")]
    [InlineData("{\"name\":\"a\",\"allowedModels\":[1]}", "invalid_type", "allowedModels")]
    [InlineData("{\"name\":\"\\ud800\"}", "invalid_type", "name")]
    [InlineData("{}", "invalid_value", "name")]
    [InlineData("{\"name\":null}", "invalid_value", "name")]
    [InlineData("{\"name\":\"   \"}", "invalid_value", "name")]
    [InlineData("{\"name\":\"a\\u0000b\"}", "invalid_value", "name")]
    [InlineData("{\"name\":\"a\",\"role\":\"root\"}", "invalid_value", "role")]
    [InlineData("{\"name\":\"a\",\"teamId\":\"01900000-0000-7000-8000-0000000000ff\"}", "invalid_value", "teamId")]
    [InlineData("{\"name\":\"a\",\"userId\":\"01900000-0000-7000-8000-0000000000ff\"}", "invalid_value", "userId")]
    [InlineData("{\"name\":\"a\",\"expiresAt\":\"2026-03-01T12:00:00Z\"}", "invalid_value", "expiresAt")]
    [InlineData("{\"name\":\"a\",\"allowedModels\":[]}", "invalid_value", "allowedModels")]
    [InlineData("{\"name\":\"a\",\"allowedModels\":[null]}", "invalid_value", "allowedModels")]
    [InlineData("{\"name\":\"a\",\"allowedModels\":[\"a*b\"]}", "invalid_value", "allowedModels")]
    [InlineData("{\"name\":\"a\",\"allowedModels\":[\"**\"]}", "invalid_value", "allowedModels")]
    public async Task A_wrong_body_is_400_and_names_the_field(string json, string code, string? param)
    {
        var answer = await server.AsAdministratorAsync(HttpMethod.Post, "/api/keys", json);
        Assert.Equal((400, code, param), (answer.Status, answer.Code, answer.Param));
        Assert.Equal("invalid_request_error", answer.Error.GetProperty("type").GetString());
        Assert.NotEmpty(answer.Message);
    }

    [Fact]
    public async Task Fields_are_held_to_their_lengths()
    {
        Assert.Equal(201, await CreateKeyAsync(new string('n', 100), ["m"]));
        Assert.Equal(400, await CreateKeyAsync(new string('n', 101), ["m"]));
        Assert.Equal(201, await CreateKeyAsync("long model", [new string('m', 256)]));
        Assert.Equal(400, await CreateKeyAsync("long model", [new string('m', 257)]));
        Assert.Equal(201, await CreateKeyAsync("many models", [.. Enumerable.Range(0, 100).Select(i => $"m{i}/*")]));
        Assert.Equal(400, await CreateKeyAsync("many models", [.. Enumerable.Range(0, 101).Select(i => $"m{i}/*")]));
    }

    [Fact]
    public async Task Quotes_and_letters_stay_readable()
    {
        var answer = await server.AsAdministratorAsync(HttpMethod.Post, "/api/keys", """{"name":"a","größe":1}""");
        Assert.Equal(400, answer.Status);
        Assert.Contains("'größe'", answer.Text);
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF8_are_400()
    {
        var answer = await SendBytesAsync([.. "{\"name\":\""u8, 0xff, 0xfe, .. "\"}"u8]);
        Assert.Equal(400, answer.Status);
        Assert.Equal("invalid_request_error", answer.Error.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Deep_nesting_is_400()
    {
        var answer = await SendBytesAsync(Encoding.UTF8.GetBytes(new string('[', 5000)));
        Assert.Equal((400, "invalid_json"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_one_MiB_is_413(bool chunked)
    {
        var answer = await server.SendAsync(
            HttpMethod.Post, "/api/keys", $$"""{"name":"{{new string('x', 1024 * 1024)}}"}""", server.Secret(Role.Administrator),
            request => request.Headers.TransferEncodingChunked = chunked);
        Assert.Equal((413, "body_too_large"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task A_body_that_is_not_JSON_is_415(string? contentType)
    {
        var answer = await server.SendAsync(
            HttpMethod.Post, "/api/keys", """{"name":"a"}""", server.Secret(Role.Administrator),
            request => request.Content!.Headers.ContentType = contentType is null ? null : new MediaTypeHeaderValue(contentType));
        Assert.Equal((415, "unsupported_media_type"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("POST", "/api/me", "GET")]
    [InlineData("DELETE", "/api/keys", "GET, POST")]
    [InlineData("PUT", "/api/keys/01900000-0000-7000-8000-0000000000ff", "DELETE, GET, PATCH")]
    [InlineData("GET", "/api/providers/openai/key", "DELETE, PUT")]
    [InlineData("BREW", "/api/usage", "GET")]
    public async Task A_wrong_method_is_405_and_says_which_are_right(string method, string path, string allowed)
    {
        var answer = await server.AsAdministratorAsync(new HttpMethod(method), path);
        Assert.Equal((405, "method_not_allowed"), (answer.Status, answer.Code));
        Assert.Equal(allowed, string.Join(", ", answer.Allow));
    }

    [Theory]
    [InlineData("/api/nothing")]
    [InlineData("/api/keys/a/b/c")]
    [InlineData("/api")]
    public async Task An_unknown_path_is_404(string path)
    {
        var answer = await server.AsAdministratorAsync(HttpMethod.Get, path);
        Assert.Equal((404, "unknown_path"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("/api/keys/not-an-id")]
    [InlineData("/api/requests/1")]
    [InlineData("/api/teams/%20%25")]
    public async Task An_id_that_is_none_is_404(string path)
    {
        var answer = await server.AsAdministratorAsync(HttpMethod.Get, path);
        Assert.Equal((404, "not_found_error"), (answer.Status, answer.Error.GetProperty("type").GetString()));
    }

    [Theory]
    [InlineData("/api/keys?limit=0", "limit")]
    [InlineData("/api/keys?limit=1001", "limit")]
    [InlineData("/api/keys?limit=ten", "limit")]
    [InlineData("/api/keys?cursor=x", "cursor")]
    [InlineData("/api/keys?status=gone", "status")]
    [InlineData("/api/keys?team=x", "team")]
    [InlineData("/api/keys?limit=1&limit=2", "limit")]
    [InlineData("/api/keys?stauts=active", "stauts")]
    [InlineData("/api/me?x=1", "x")]
    [InlineData("/api/usage?from=yesterday", "from")]
    [InlineData("/api/usage?from=1h&to=2h", "from")]
    [InlineData("/api/usage?status=6xx", "status")]
    [InlineData("/api/usage?status=great", "status")]
    [InlineData("/api/usage/summary?buckets=24", "from")]
    [InlineData("/api/usage/summary?from=1h&buckets=201", "buckets")]
    [InlineData("/api/usage/summary?from=1h&limit=5", "limit")]
    public async Task A_wrong_query_is_400_and_names_the_parameter(string path, string param)
    {
        var answer = await server.AsAdministratorAsync(HttpMethod.Get, path);
        Assert.Equal((400, param), (answer.Status, answer.Param));
    }

    [Fact]
    public async Task A_database_that_fails_is_503_and_one_that_misbehaves_is_500_without_details()
    {
        foreach (var failure in new Exception[] { new DatabaseIsGone(), new StorageException("The file cannot be opened.") })
        {
            server.Tenancy.FailNext(failure);
            var gone = await server.AsAdministratorAsync(HttpMethod.Post, "/api/teams", """{"name":"Never"}""");
            Assert.Equal((503, "storage_unavailable"), (gone.Status, gone.Code));
        }

        server.Tenancy.FailNext(new InvalidOperationException("a detail"));
        var broken = await server.AsAdministratorAsync(HttpMethod.Get, "/api/teams");
        Assert.Equal((500, "internal_error"), (broken.Status, broken.Code));
        Assert.DoesNotContain("detail", broken.Text);
    }

    [Fact]
    public async Task Mutated_and_truncated_bodies_never_break_the_server()
    {
        var random = new Random(7);
        var valid = """{"name":"Fuzz","role":"viewer","allowedModels":["openai/*","gpt"],"expiresAt":"2027-01-01T00:00:00Z","teamId":null}"""u8.ToArray();
        for (var i = 0; i < 1500; i++)
        {
            var mutant = valid[..random.Next(valid.Length + 1)];
            for (var edits = random.Next(4); edits > 0 && mutant.Length > 0; edits--)
                mutant[random.Next(mutant.Length)] = (byte)random.Next(256);
            var answer = await SendBytesAsync(mutant);
            Assert.True(answer.Status is 201 or 400, $"{answer.Status} for {Convert.ToHexString(mutant)}");
            Assert.True(answer.Json.TryGetProperty(answer.Status == 201 ? "key" : "error", out _));
        }
    }

    [Fact]
    public async Task A_caller_that_hangs_up_in_the_middle_of_its_body_harms_nobody()
    {
        using (var socket = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            await socket.ConnectAsync(server.Http.BaseAddress!.Host, server.Http.BaseAddress.Port);
            var head = $"POST /api/keys HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.Secret(Role.Administrator)}\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{{\"name\":";
            await socket.SendAsync(Encoding.ASCII.GetBytes(head));
        }
        Assert.Equal(200, (await server.AsAdministratorAsync(HttpMethod.Get, "/api/keys")).Status);
    }

    private async Task<int> CreateKeyAsync(string name, string[] models) =>
        (await server.AsAdministratorAsync(HttpMethod.Post, "/api/keys", JsonSerializer.Serialize(new { name, allowedModels = models }))).Status;

    private Task<Answer> SendBytesAsync(byte[] body) =>
        server.SendAsync(HttpMethod.Post, "/api/keys", null, server.Secret(Role.Administrator), request =>
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } });

    private sealed class DatabaseIsGone : DbException;
}
