using HybridAi.Core.Costs;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Tests.Hosting;

namespace HybridAi.Gateway.Tests.Execution;

/// <summary>Every way in which a stream can fail, before its first content (another deployment answers) and after it (a typed error event).</summary>
public sealed class StreamFailureTests
{
    public static TheoryData<string, string, string> Failures() => new()
    {
        { "cut", "Cut", "provider_connection_cut" },
        { "end", "Cut", "provider_connection_cut" },
        { "malformed", "Malformed", "provider_malformed_answer" },
        { "array", "Malformed", "provider_malformed_answer" },
        { "error", "ServerError", "provider_error" },
        { "overload", "Overload", "provider_overloaded" },
        { "rate", "RateLimit", "rate_limit_exceeded" },
        { "authentication", "Authentication", "provider_authentication" },
        { "filter", "ContentFilter", "content_filter" },
        { "badchunk", "Cut", "provider_connection_cut" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task After_the_first_content_the_stream_ends_with_a_typed_error_event(string kind, string cause, string code)
    {
        await using var gateway = await TestGateway.StartAsync();
        var answering = gateway.StreamAsync();
        var call = await gateway.One.NextAsync();
        await call.StreamAsync();
        await call.EventAsync(Wire.Role + Wire.Text("one two three"));
        using var answer = await answering;
        await FailAsync(call, kind);

        var text = await answer.Content.ReadAsStringAsync();
        Assert.StartsWith(Wire.Role + Wire.Text("one two three"), text);
        var last = text[(Wire.Role + Wire.Text("one two three")).Length..];
        Assert.StartsWith("data: {\"error\":{\"message\":\"", last);
        Assert.EndsWith("}}\n\n", last);
        Assert.Contains($"\"code\":\"{code}\"", last);
        Assert.DoesNotContain("[DONE]", last);
        Assert.Equal(0, gateway.Two.Count);

        var record = await gateway.Journal.NextAsync();
        Assert.Equal((UsageOutcome.Failed, cause, 200, true, 1), (record.Outcome, record.FailureCause, record.Status, record.Estimated, record.Attempts));
        Assert.True(record.Usage.Input > 0 && record.Usage.Output > 0);
        Assert.Equal(record.Usage.Input * 1_000 + record.Usage.Output * 2_000, record.Cost!.Value.NanoDollars);
        Assert.Single(gateway.Journal.Completed);
    }

    [Theory]
    [InlineData("""data: {"error":{"message":"The key key-of-one is over its quota","type":"insufficient_quota","code":"key-of-one"}}""")]
    [InlineData("""data: {"error":"KEY-OF-ONE"}""")]
    [InlineData("""data: {"error":{"message":"no key-of-\u006fne"}}""")]
    public async Task The_providers_key_is_in_no_error_event(string failing)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.One.Answer = call => call.StreamAllAsync(Wire.Role + Wire.Text("one"), failing + "\n\n");
        using var answer = await gateway.StreamAsync(model: "one/m");
        var text = await answer.Content.ReadAsStringAsync();
        Assert.StartsWith(Wire.Role + Wire.Text("one") + "data: {\"error\":{", text);
        Assert.DoesNotContain("key-of-one", text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("""{"error":{"message":"boom"}}""", 500, "boom")]
    [InlineData("""{"error":{"message":"slow down","code":429}}""", 429, "slow down")]
    [InlineData("""{"choices":[]}""", 502, "The provider one sent a stream without an answer in it.")]
    public async Task A_body_in_place_of_a_stream_is_told_by_what_it_says(string body, int status, string told)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(200, body);
        using var answer = await gateway.StreamAsync(model: "one/m");
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains($"\"message\":\"{told}\"", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Before_the_first_content_the_next_deployment_answers_as_if_nothing_had_been(string kind, string cause, string code)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Two.Answer = call => call.StreamAllAsync(Wire.Text("from two"), Wire.Finish, Wire.Usage, Wire.Done);
        var answering = gateway.StreamAsync();
        var call = await gateway.One.NextAsync();
        await call.StreamAsync();
        await call.EventAsync(": hold on\n\n" + Wire.Role);
        await FailAsync(call, kind);

        using var answer = await answering;
        var text = await answer.Content.ReadAsStringAsync();
        var record = await gateway.Journal.NextAsync();
        if (cause == "ContentFilter")
        {
            // The caller's own fault: nobody else is asked.
            Assert.Equal(400, (int)answer.StatusCode);
            Assert.Contains(code, text);
            Assert.Equal(0, gateway.Two.Count);
            return;
        }

        Assert.Equal(Wire.Text("from two") + Wire.Finish + Wire.Done, text);
        Assert.Equal(("two", "2"), (answer.Headers.GetValues("x-hybridai-provider").Single(), answer.Headers.GetValues("x-hybridai-attempts").Single()));
        var abandoned = Assert.Single(record.AbandonedAttempts!);
        Assert.Equal(("one", cause), (abandoned.Provider, abandoned.FailureCause));
        Assert.Equal((UsageOutcome.Succeeded, 2, true), (record.Outcome, record.Attempts, record.Estimated));
        Assert.Equal(Wire.AnswerNanoDollars + abandoned.Cost!.Value.NanoDollars, record.Cost!.Value.NanoDollars);
        Assert.True(abandoned.Cost.Value.NanoDollars > 0);
        Assert.Equal(2, gateway.Journal.Started.Count);
        Assert.Single(gateway.Journal.Completed);
    }

    [Theory]
    [InlineData("", "text/event-stream", "Malformed")]
    [InlineData("data: [DONE]\n\n", "text/event-stream", "Malformed")]
    [InlineData("<html>busy</html>", "text/html", "Malformed")]
    [InlineData(Wire.Answer, "application/json", "Malformed")]
    public async Task A_200_that_is_no_stream_is_malformed(string body, string contentType, string cause)
    {
        await using var gateway = await TestGateway.StartAsync();
        var answering = gateway.StreamAsync(model: "one/m");
        await (await gateway.One.NextAsync()).AnswerAsync(200, body, contentType);
        using var answer = await answering;
        Assert.Equal(502, (int)answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.ToString());
        Assert.Contains("provider_malformed_answer", await answer.Content.ReadAsStringAsync());
        Assert.Equal((cause, 502), ((await gateway.Journal.NextAsync()).FailureCause, 502));
    }

    [Fact]
    public async Task If_all_fail_the_last_one_is_told_in_the_dialects_shape()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(500, Wire.Error("one is down"));
        gateway.Two.Answer = call => call.AnswerAsync(429, Wire.Error("two is busy", "rate_limit_error"), headers: "Retry-After: 17\r\n");
        using var answer = await gateway.StreamAsync();
        Assert.Equal(429, (int)answer.StatusCode);
        Assert.Equal("17", answer.Headers.GetValues("Retry-After").Single());
        Assert.Equal(Wire.Error("two is busy", "rate_limit_error"), await answer.Content.ReadAsStringAsync());
        var record = await gateway.Journal.NextAsync();
        Assert.Equal((429, "RateLimit", 2), (record.Status, record.FailureCause, record.Attempts));
        Assert.Equal((0, CostSource.Free), (record.Cost!.Value.NanoDollars, record.CostSource));
    }

    [Fact]
    public async Task Without_fallback_the_first_failure_is_the_answer()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Routing:Fallback"] = "false" });
        gateway.One.Answer = call => call.AnswerAsync(503, Wire.Error("one is down"));
        using var answer = await gateway.StreamAsync();
        Assert.Equal(503, (int)answer.StatusCode);
        Assert.Equal(0, gateway.Two.Count);
    }

    private static async Task FailAsync(UpstreamCall call, string kind)
    {
        switch (kind)
        {
            case "cut":
                call.Cut();
                return;
            case "end":
                await call.EndAsync();
                return;
            case "badchunk":
                await call.SendAsync("zz\r\nnot a chunk");
                call.Cut();
                return;
            default:
                await call.EventAsync(kind switch
                {
                    "malformed" => "data: {\"choices\":[\n\n",
                    "array" => "data: [1,2]\n\n",
                    "error" => $"data: {Wire.Error("it broke")}\n\n",
                    "overload" => $"data: {Wire.Error("too many", "overloaded_error")}\n\n",
                    "rate" => $"data: {Wire.Error("slow down", "rate_limit_error")}\n\n",
                    "authentication" => $"event: error\ndata: {Wire.Error("bad key", "authentication_error")}\n\n",
                    _ => "data: {\"error\":{\"message\":\"no\",\"type\":\"invalid_request_error\",\"code\":\"content_filter\"}}\n\n",
                });
                call.Cut();
                return;
        }
    }
}
