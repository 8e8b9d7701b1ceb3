using System.ClientModel;
using System.Text.Json;
using HybridAi.EndToEnd.Tests.Hosting;
using OpenAI.Chat;

namespace HybridAi.EndToEnd.Tests.DotNetSdk;

public sealed class ErrorTests(SharedProduct shared) : SdkTest(shared)
{
    // A model of its own, so that its script touches no other test.
    private const string Failing = "gpt-5-nano";

    [Fact]
    public async Task A_bad_key_is_401() => await AssertErrorAsync(Chat(key: "hai-nobody-has-this-key"), 401, "invalid_api_key");

    [Fact]
    public async Task An_unknown_model_is_404() => await AssertErrorAsync(Chat("no-such-model"), 404, "model_not_found");

    [Fact]
    public async Task A_prompt_beyond_the_context_is_400_with_its_code()
    {
        await ScriptAsync(new { kind = "contextLength" });
        await AssertErrorAsync(Chat(Failing), 400, "context_length_exceeded");
    }

    [Theory]
    [InlineData("serverError", 500)]
    [InlineData("badGateway", 502)]
    [InlineData("overloaded", 503)]
    public async Task A_provider_s_failure_keeps_its_status(string kind, int status)
    {
        await ScriptAsync(new { kind });
        await AssertErrorAsync(Chat(Failing), status, null);
    }

    [Fact]
    public async Task A_rate_limit_passes_its_waiting_time_on_and_the_sdk_s_own_retry_succeeds()
    {
        await ScriptAsync(new { kind = "rateLimit", count = 1, retryAfterSeconds = 1 });
        var limited = await AssertErrorAsync(Chat(Failing), 429, "rate_limit_exceeded");
        Assert.True(limited.GetRawResponse()!.Headers.TryGetValue("Retry-After", out var wait));
        Assert.Equal("1", wait);

        await ScriptAsync(new { kind = "rateLimit", count = 1, retryAfterSeconds = 1 });
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var answer = await Chat(Failing, retries: 2).CompleteChatAsync([new UserChatMessage("[[say:second try]] retried-by-sdk")]);

        Assert.Equal("second try", answer.Value.Content[0].Text);
        Assert.True(clock.Elapsed > TimeSpan.FromMilliseconds(900), "the SDK waits as long as it was told");
        Assert.Equal(["completed", "error"], (await Simulator.RequestsAsync("openai", "retried-by-sdk")).Select(request => request.Outcome));
    }

    [Fact]
    public async Task A_request_s_own_time_out_ends_it_with_504()
    {
        await Simulator.ScriptAsync("openai", new { models = new Dictionary<string, object> { [Failing] = new { timeToFirstTokenMs = 60_000 } } });
        using var content = BinaryContent.Create(BinaryData.FromObjectAsJson(new
        {
            model = Failing, messages = new[] { new { role = "user", content = "hurry" } }, hybridai = new { timeout = "200ms" },
        }));

        var late = await Assert.ThrowsAsync<ClientResultException>(() => Chat(Failing).CompleteChatAsync(content));

        Assert.Equal(504, late.Status);
        Assert.Equal("total_timeout", CodeOf(late));
        await Simulator.ResetAsync("openai");
    }

    private Task ScriptAsync(object error) =>
        Simulator.ScriptAsync("openai", new { models = new Dictionary<string, object> { [Failing] = new { errors = new[] { error } } } });

    private static async Task<ClientResultException> AssertErrorAsync(ChatClient chat, int status, string? code)
    {
        var error = await Assert.ThrowsAsync<ClientResultException>(() => chat.CompleteChatAsync([new UserChatMessage("Hello")]));
        Assert.Equal(status, error.Status);
        if (code is not null)
            Assert.Equal(code, CodeOf(error));
        return error;
    }

    private static string? CodeOf(ClientResultException error)
    {
        using var json = JsonDocument.Parse(error.GetRawResponse()!.Content);
        var detail = json.RootElement.GetProperty("error");
        Assert.False(string.IsNullOrEmpty(detail.GetProperty("message").GetString()));
        return detail.GetProperty("code").GetString();
    }
}
