using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HybridAi.Client.Tenancy;
using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.Faults;

/// <summary>Requests that the gateway itself refuses, each in OpenAI's shape.</summary>
[Collection(SharedProductCollection.Name)]
public sealed class LimitTests(SharedProduct shared)
{
    private const int MiB = 1024 * 1024;
    private const string Body = """{"model":"gpt-4.1-mini","messages":[{"role":"user","content":"Hello"}]}""";

    private HttpClient Http => shared.Product.Http;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_32_MiB_is_taken_and_one_of_33_is_413(bool chunked)
    {
        using var taken = await PostAsync(Padded(32 * MiB), chunked);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);

        using var refused = await PostAsync(Padded(33 * MiB), chunked);
        await AssertErrorAsync(refused, 413, "request_too_large");

        // The limit is exact.
        using var oneMore = await PostAsync(Padded((32 * MiB) + 1), chunked);
        await AssertErrorAsync(oneMore, 413, "request_too_large");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/jsonp")]
    public async Task A_wrong_content_type_is_415(string type)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };
        using var answer = await Http.PostAsync("v1/chat/completions", content);
        await AssertErrorAsync(answer, 415, "unsupported_media_type");
    }

    [Theory]
    [InlineData("GET", "v1/chat/completions", "POST")]
    [InlineData("DELETE", "v1/embeddings", "POST")]
    [InlineData("PUT", "v1/chat/completions", "POST")]
    [InlineData("POST", "v1/models", "GET")]
    [InlineData("PATCH", "v1/models/gpt-4.1-mini", "GET")]
    public async Task A_wrong_method_is_405_and_names_the_right_one(string method, string path, string allowed)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await Http.SendAsync(request);
        await AssertErrorAsync(answer, 405, "method_not_allowed");
        Assert.Contains(allowed, answer.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("v1/nothing")]
    [InlineData("v1/chat")]
    [InlineData("v1/chat/completions/more")]
    public async Task An_unknown_path_is_404(string path)
    {
        using var answer = await Http.PostAsync(path, new StringContent(Body, null, "application/json"));
        await AssertErrorAsync(answer, 404, "not_found");
    }

    [Fact]
    public async Task Keys_that_do_not_count_are_401_each_with_its_reason()
    {
        var revoked = await shared.Product.Api.CreateAsync(new CreateKeyRequest { Name = "to be revoked" });
        var brief = await shared.Product.Api.CreateAsync(new CreateKeyRequest { Name = "brief", ExpiresAt = DateTimeOffset.UtcNow.AddSeconds(5) });
        await shared.Product.SpreadAsync();
        Assert.Equal(200, await StatusAsync(revoked.Secret));
        Assert.Equal(200, await StatusAsync(brief.Secret));
        await shared.Product.Api.RevokeKeyAsync(revoked.Id);
        await shared.Product.SpreadAsync();

        foreach (var path in new[] { "v1/chat/completions", "v1/embeddings" })
        {
            await AssertRefusedAsync(path, null, "missing_api_key");
            await AssertRefusedAsync(path, "hai-nobody-has-this", "invalid_api_key");
            await AssertRefusedAsync(path, revoked.Secret, "revoked_api_key");
        }

        await Eventually.GetAsync(() => StatusAsync(brief.Secret), status => status == 401, "the key does not expire");
        await AssertRefusedAsync("v1/chat/completions", brief.Secret, "expired_api_key");
    }

    [Fact]
    public async Task A_key_s_allowed_models_and_a_viewer_s_role_are_kept_to()
    {
        var narrow = await shared.Product.Api.CreateAsync(new CreateKeyRequest { Name = "narrow", AllowedModels = ["gpt-5.4*"] });
        var viewer = await shared.Product.Api.CreateAsync(new CreateKeyRequest { Name = "viewer", Role = Roles.Viewer });
        await shared.Product.SpreadAsync();
        await AssertRefusedAsync("v1/chat/completions", narrow.Secret, "model_not_allowed", 403);
        await AssertRefusedAsync("v1/chat/completions", viewer.Secret, "role_not_allowed", 403);
    }

    private static byte[] Padded(int length)
    {
        var body = new byte[length];
        Array.Fill(body, (byte)' ');
        Encoding.UTF8.GetBytes(Body).CopyTo(body, 0);
        return body;
    }

    private async Task<HttpResponseMessage> PostAsync(byte[] body, bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions")
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.TransferEncodingChunked = chunked;
        // As large uploads should be sent: the answer may come before the body has gone.
        request.Headers.ExpectContinue = true;
        return await Http.SendAsync(request);
    }

    private async Task<int> StatusAsync(string secret)
    {
        using var answer = await SendAsync("v1/chat/completions", secret);
        return (int)answer.StatusCode;
    }

    private async Task AssertRefusedAsync(string path, string? secret, string code, int status = 401)
    {
        using var answer = await SendAsync(path, secret);
        await AssertErrorAsync(answer, status, code);
        if (status == 401)
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string? secret)
    {
        using var client = new HttpClient { BaseAddress = shared.Product.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(Body, null, "application/json") };
        if (secret is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return await client.SendAsync(request);
    }

    private static async Task AssertErrorAsync(HttpResponseMessage answer, int status, string code)
    {
        Assert.Equal(status, (int)answer.StatusCode);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var error = Assert.Single(json.RootElement.EnumerateObject()).Value;
        Assert.Equal(["code", "message", "param", "type"], error.EnumerateObject().Select(property => property.Name).Order());
        Assert.Equal(code, error.GetProperty("code").GetString());
    }
}
