using System.Net.Http.Headers;
using System.Text.Json;
using HybridAi.Core.Audit;
using HybridAi.Core.Routing;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Identity;
using HybridAi.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.Identity;

/// <summary>Who may call models, and which.</summary>
public sealed class KeyTests
{
    [Theory]
    [InlineData("Bearer abc", null, "abc")]
    [InlineData("bearer   abc  ", null, "abc")]
    [InlineData(" Bearer abc", null, "abc")]
    [InlineData("Basic abc", "xyz", "xyz")]
    [InlineData(null, " xyz ", "xyz")]
    [InlineData("Bearer abc", "xyz", "abc")]
    [InlineData("Bearer", null, "")]
    [InlineData(null, null, "")]
    public void A_key_is_found_in_either_header(string? authorization, string? apiKey, string expected)
    {
        IHeaderDictionary headers = new HeaderDictionary();
        if (authorization is not null)
            headers.Authorization = authorization;
        if (apiKey is not null)
            headers["x-api-key"] = apiKey;
        Assert.Equal(expected, RequestSecret.Find(headers).ToString());
    }

    [Fact]
    public async Task Strangers_are_told_why_and_are_not_recorded()
    {
        await using var gateway = await TestGateway.StartAsync();
        var now = gateway.Time.GetUtcNow();
        var revoked = await AddAsync(gateway, key => key with { RevokedAt = now });
        var expired = await AddAsync(gateway, key => key with { ExpiresAt = now });
        foreach (var (secret, code) in new[] { ("", "missing_api_key"), ("hai-wrong", "invalid_api_key"), (revoked, "revoked_api_key"), (expired, "expired_api_key"), (new string('k', 4000), "invalid_api_key") })
        {
            using var answer = await gateway.ChatAsync(change: As(secret));
            Assert.Equal(401, (int)answer.StatusCode);
            Assert.Equal(code, JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("error").GetProperty("code").GetString());
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().ToString());
            Assert.True(answer.Headers.Contains("x-hybridai-request-id"));
        }

        Assert.Empty(gateway.Journal.Completed);
    }

    [Theory]
    [InlineData(Role.Viewer, 403)]
    [InlineData(Role.Inference, 200)]
    [InlineData(Role.Operator, 200)]
    [InlineData(Role.Administrator, 200)]
    public async Task Every_role_but_the_viewer_may_call_models(Role role, int status)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        var secret = await AddAsync(gateway, key => key with { Role = role });
        using var answer = await gateway.ChatAsync(change: As(secret));
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_key_that_expires_between_two_requests_is_refused_at_the_second()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        var secret = await AddAsync(gateway, key => key with { ExpiresAt = gateway.Time.GetUtcNow() + TimeSpan.FromHours(1) });
        using var before = await gateway.ChatAsync(change: As(secret));
        gateway.Time.Advance(TimeSpan.FromHours(1));
        using var after = await gateway.ChatAsync(change: As(secret));
        Assert.Equal((200, 401), ((int)before.StatusCode, (int)after.StatusCode));
    }

    [Fact]
    public async Task Allowed_models_narrow_what_a_name_stands_for_and_what_is_listed()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.One.Answer = gateway.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        var secret = await AddAsync(gateway, key => key with { AllowedModels = ["two/*"] });
        using var alias = await gateway.ChatAsync(change: As(secret));
        Assert.Equal("two", alias.Headers.GetValues("x-hybridai-provider").Single());
        using var other = await gateway.ChatAsync("""{"model":"one/m","messages":[]}""", As(secret));
        Assert.Equal(403, (int)other.StatusCode);
        Assert.Contains("model_not_allowed", await other.Content.ReadAsStringAsync());

        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        As(secret)(request);
        using var list = await gateway.Http.SendAsync(request);
        var ids = JsonElement.Parse(await list.Content.ReadAsStringAsync()).GetProperty("data").EnumerateArray()
            .SelectMany(model => model.GetProperty("hybridai").GetProperty("deployments").EnumerateArray().Select(id => id.GetString()));
        Assert.All(ids, id => Assert.StartsWith("two/", id));
    }

    [Theory]
    [InlineData("m", "both", "one/m,two/m")]
    [InlineData("both", "both", "one/m,two/m")]
    [InlineData("one/m", "both", "one/m")]
    [InlineData("one*", "both", "one/m")]
    [InlineData("*", "anything", "one/m,two/m")]
    [InlineData("M", "both", "")]
    [InlineData("two", "both", "")]
    [InlineData("o*e/m", "both", "")]
    public void A_pattern_allows_by_name_deployment_or_model(string pattern, string name, string expected)
    {
        Deployment[] both = [new() { Provider = "one", Model = "m" }, new() { Provider = "two", Model = "m" }];
        Assert.Equal(expected, string.Join(',', new AllowedModels([pattern]).Filter(name, both).Select(deployment => deployment.Id)));
    }

    private static Action<HttpRequestMessage> As(string secret) => request =>
        request.Headers.Authorization = secret.Length == 0 ? new AuthenticationHeaderValue("Basic") : new AuthenticationHeaderValue("Bearer", secret);

    private static async Task<string> AddAsync(TestGateway gateway, Func<ApiKey, ApiKey> change)
    {
        var secret = KeySecret.Create();
        var now = gateway.Time.GetUtcNow();
        var id = new KeyId(Guid.CreateVersion7(now));
        var key = change(new ApiKey
        {
            Id = id, Hash = secret.Hash, Prefix = secret.Prefix, Name = "test", Role = Role.Inference, OrganizationId = OrganizationId.Default,
            CreatedAt = now, Revision = 1,
        });
        var audit = new AuditEntry(Guid.CreateVersion7(now), now, OrganizationId.Default, id, null, "key.create", id.ToString(), null, null);
        Assert.Equal(WriteResult.Done, await gateway.App.Services.GetRequiredService<ITenancyStore>().SaveAsync(key, audit, default));
        await gateway.Snapshots.RefreshAsync(default);
        return secret.Secret.Reveal();
    }
}
