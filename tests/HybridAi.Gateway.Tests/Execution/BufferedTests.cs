using System.Globalization;
using System.Text;
using HybridAi.Core.Costs;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Tests.Hosting;

namespace HybridAi.Gateway.Tests.Execution;

/// <summary>Answers that are not streamed.</summary>
public sealed class BufferedTests
{
    [Fact]
    public async Task Bytes_pass_unchanged_with_headers_that_say_what_was_done()
    {
        await using var gateway = await TestGateway.StartAsync();
        const string odd = "{ \"id\" : \"c\",\"choices\":[{\"index\":0,\"message\":{\"content\":\"\\u00e9 日本 \\ud83d\\ude00\"},\"finish_reason\":\"stop\"}] ,\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":4,\"total_tokens\":14},\"x\":1.0e2}\n";
        gateway.One.Answer = call => call.AnswerAsync(200, odd, headers: "X-Secret-Of-Provider: 1\r\nSet-Cookie: a=b\r\n");
        using var answer = await gateway.ChatAsync();
        Assert.Equal(odd, await answer.Content.ReadAsStringAsync());
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("0.000018", Header(answer, "x-hybridai-cost"));
        Assert.Equal(("one", "m", "1", "off"),
            (Header(answer, "x-hybridai-provider"), Header(answer, "x-hybridai-model"), Header(answer, "x-hybridai-attempts"), Header(answer, "x-hybridai-cache")));
        Assert.StartsWith("ordered; ", Header(answer, "x-hybridai-route"));
        Assert.Equal(gateway.Journal.Completed.Single().Id.ToString(), Header(answer, "x-hybridai-request-id"));
        Assert.False(answer.Headers.Contains("x-hybridai-simulated"));
        Assert.False(answer.Headers.Contains("X-Secret-Of-Provider") || answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task The_provider_gets_the_body_with_its_own_model_and_key_and_nothing_else_of_the_callers()
    {
        await using var gateway = await TestGateway.StartAsync();
        var answering = gateway.ChatAsync(
            """{"hybridai":{"task":"t"}, "model" : "both","messages":[ {"role":"user","content":"é"} ],"custom":[1.50,null]}""",
            request =>
            {
                request.Headers.Add("Cookie", "session=secret");
                request.Headers.Add("x-hybridai-session", "s");
                request.Headers.Add("Accept-Encoding", "gzip, br");
                request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
            });
        var call = await gateway.One.NextAsync();
        await call.AnswerAsync(200, Wire.Answer);
        using var answer = await answering;
        Assert.Equal("""{"model" : "m","messages":[ {"role":"user","content":"é"} ],"custom":[1.50,null]}""", call.BodyText);
        Assert.StartsWith("POST /v1/chat/completions HTTP/1.1", call.Head);
        Assert.Contains("Authorization: Bearer key-of-one", call.Head);
        foreach (var unwanted in new[] { "cookie", "x-hybridai", "accept-encoding", "traceparent", TestGateway.AdministratorKey })
            Assert.DoesNotContain(unwanted, call.Head, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(200, "", "Malformed", 502)]
    [InlineData(200, "{}", "Malformed", 502)]
    [InlineData(200, "[]", "Malformed", 502)]
    [InlineData(200, "{\"choices\":[]}", "Malformed", 502)]
    [InlineData(200, "{\"choices\":[{\"index\":0", "Malformed", 502)]
    [InlineData(200, "<html>", "Malformed", 502)]
    [InlineData(204, "", "Malformed", 502)]
    [InlineData(301, "", "ForbiddenAddress", 502)]
    [InlineData(307, "", "ForbiddenAddress", 502)]
    [InlineData(400, "<html><body>nginx</body></html>", "BadRequest", 400)]
    [InlineData(401, "", "Authentication", 502)]
    [InlineData(402, "", "Quota", 429)]
    [InlineData(403, "no", "Permission", 403)]
    [InlineData(404, "", "NotFound", 404)]
    [InlineData(408, "", "ProviderTimeout", 504)]
    [InlineData(422, "{\"detail\":\"bad temperature\"}", "BadRequest", 422)]
    [InlineData(429, "", "RateLimit", 429)]
    [InlineData(500, "<html>Internal</html>", "ServerError", 500)]
    [InlineData(502, "bad gateway", "ServerError", 502)]
    [InlineData(503, "", "Overload", 503)]
    [InlineData(529, "", "Overload", 503)]
    public async Task A_failure_has_the_dialects_shape_and_the_right_status(int status, string body, string cause, int expected)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(status, body, "text/html", "Location: http://169.254.169.254/\r\n");
        using var answer = await gateway.ChatAsync("""{"model":"one/m","messages":[]}""");
        var error = System.Text.Json.JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("error");
        Assert.Equal(expected, (int)answer.StatusCode);
        Assert.Equal(["message", "type", "param", "code"], error.EnumerateObject().Select(property => property.Name));
        Assert.NotEqual("", error.GetProperty("message").GetString());
        Assert.DoesNotContain("<html", error.GetProperty("message").GetString());
        var record = await gateway.Journal.NextAsync();
        Assert.Equal((UsageOutcome.Failed, cause, expected), (record.Outcome, record.FailureCause, record.Status));
        Assert.Equal(1, gateway.One.Count);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"choices\":[", "Cut")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"cho", "Cut")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le", "Connection")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "Malformed")]
    [InlineData("", "Connection")]
    [InlineData("HTTP/1.1 429 X\r\nContent-Length: 500\r\nRetry-After: 3\r\n\r\n{\"err", "RateLimit")]
    public async Task A_connection_that_breaks_falls_back(string sent, string cause)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        var answering = gateway.ChatAsync();
        var call = await gateway.One.NextAsync();
        await call.SendAsync(sent);
        call.Cut();
        using var answer = await answering;
        Assert.Equal(Wire.Answer, await answer.Content.ReadAsStringAsync());
        var record = await gateway.Journal.NextAsync();
        Assert.Equal(cause, Assert.Single(record.AbandonedAttempts!).FailureCause);
        Assert.Equal(2, record.Attempts);
    }

    [Theory]
    [InlineData(200, """{"error":{"message":"boom"}}""", 500, "ServerError", "boom")]
    [InlineData(200, """{"id":"x","error":{"message":"slow down","code":429}}""", 429, "RateLimit", "slow down")]
    [InlineData(200, """{"choices":{"error":"x"}}""", 502, "Malformed", "The provider one sent what is no answer: the answer has no 'choices'.")]
    [InlineData(200, "{", 502, "Malformed", "that should be closed (line 1, byte 2).")]
    [InlineData(302, "", 502, "ForbiddenAddress", "The provider one answered with a redirect (302), which the gateway does not follow.")]
    public async Task A_failure_is_told_by_its_cause(int sent, string body, int status, string cause, string told)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(sent, body);
        using var answer = await gateway.ChatAsync("""{"model":"one/m","messages":[]}""");
        var message = System.Text.Json.JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("error").GetProperty("message").GetString()!;
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(told, message);
        Assert.DoesNotContain("..", message);
        Assert.Equal(cause, (await gateway.Journal.NextAsync()).FailureCause);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "The provider one sent what is no HTTP answer.")]
    [InlineData("long", "The provider one sent response headers that are too long.")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le", "The provider one closed the connection before it answered.")]
    public async Task Headers_that_are_none_are_told_apart_from_nobody_there(string sent, string told)
    {
        await using var gateway = await TestGateway.StartAsync();
        var answering = gateway.ChatAsync("""{"model":"one/m","messages":[]}""");
        var call = await gateway.One.NextAsync();
        await call.SendAsync(sent == "long" ? $"HTTP/1.1 200 OK\r\nX: {new string('x', 70_000)}\r\n\r\n" : sent);
        if (sent != "long")
            call.Cut();
        using var answer = await answering;
        Assert.Equal(502, (int)answer.StatusCode);
        Assert.Contains(told, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Nobody_there_falls_back_and_costs_nothing()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Providers:one:BaseUrl"] = "http://127.0.0.1:9/v1" });
        gateway.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        using var answer = await gateway.ChatAsync();
        Assert.Equal("two", Header(answer, "x-hybridai-provider"));
        var record = await gateway.Journal.NextAsync();
        Assert.Equal(("Connection", 0L), (record.AbandonedAttempts![0].FailureCause, record.AbandonedAttempts[0].Cost!.Value.NanoDollars));
        Assert.Equal((Wire.AnswerNanoDollars, false), (record.Cost!.Value.NanoDollars, record.Estimated));
    }

    [Fact]
    public async Task A_private_address_that_is_not_allowed_is_never_connected_to()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Providers:one:AllowPrivateNetwork"] = "false" });
        using var answer = await gateway.ChatAsync("""{"model":"one/m","messages":[]}""");
        Assert.Equal(502, (int)answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("provider_address_forbidden", text);
        Assert.Contains("allowPrivateNetwork", text);
        Assert.DoesNotContain("127.0.0.1", text);
        Assert.Equal(0, gateway.One.Count);
        Assert.Equal("ForbiddenAddress", (await gateway.Journal.NextAsync()).FailureCause);
    }

    [Fact]
    public async Task A_place_that_is_shared_and_has_no_address_is_a_provider_that_cannot_be_reached()
    {
        await using var gateway = await TestGateway.StartAsync(new()
        {
            ["Providers:one:BaseUrl"] = "http://nowhere.invalid:1", ["Providers:one:AllowPrivateNetwork"] = "false",
            ["Providers:three:BaseUrl"] = "http://nowhere.invalid:1", ["Providers:three:AllowPrivateNetwork"] = "true", ["Providers:three:Models:0:Id"] = "x",
        });
        gateway.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        using var answer = await gateway.ChatAsync();
        Assert.Equal((200, "two"), ((int)answer.StatusCode, answer.Headers.GetValues("x-hybridai-provider").Single()));
        var abandoned = Assert.Single((await gateway.Journal.NextAsync()).AbandonedAttempts!);
        Assert.Equal(("one", "Connection", 0L), (abandoned.Provider, abandoned.FailureCause, abandoned.Cost!.Value.NanoDollars));
    }

    [Fact]
    public async Task A_private_address_is_allowed_to_one_provider_and_not_to_another_at_the_same_place()
    {
        await using var one = new FakeUpstream { Answer = call => call.AnswerAsync(200, Wire.Answer) };
        await using var gateway = await TestGateway.StartAsync(new()
        {
            ["Providers:one:BaseUrl"] = one.Address.ToString(), ["Providers:two:BaseUrl"] = one.Address.ToString(), ["Providers:two:AllowPrivateNetwork"] = "false",
        });
        // The first leaves a connection that the second could use.
        foreach (var (model, status) in new[] { ("one/m", 200), ("two/m", 502), ("one/m", 200) })
        {
            using var answer = await gateway.ChatAsync($$"""{"model":"{{model}}","messages":[]}""");
            Assert.Equal((model, status), (model, (int)answer.StatusCode));
            await answer.Content.ReadAsStringAsync();
        }

        Assert.Equal(2, one.Count);
    }

    [Fact]
    public async Task An_answer_beyond_the_bound_is_refused_announced_or_not()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Upstream:MaxAnswerBytes"] = "65536" });
        var large = Wire.Answer.Insert(1, $"\"pad\":\"{new string('x', 70_000)}\",");
        gateway.One.Answer = call => call.AnswerAsync(200, large);
        gateway.Two.Answer = call => call.StreamAllAsync(large);
        foreach (var model in new[] { "one/m", "two/m" })
        {
            using var answer = await gateway.ChatAsync($$"""{"model":"{{model}}","messages":[]}""");
            Assert.Equal(502, (int)answer.StatusCode);
            Assert.Contains("65536 bytes", (await answer.Content.ReadAsStringAsync()).Replace("70", "", StringComparison.Ordinal).Replace("the answer has 2", "65536 bytes", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_provider_that_refuses_the_gateways_key_is_told_apart_from_the_callers_key()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(401, Wire.Error("Incorrect API key provided: sk-..."));
        using var answer = await gateway.ChatAsync("""{"model":"one/m","messages":[]}""");
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(502, (int)answer.StatusCode);
        Assert.DoesNotContain("Incorrect API key", text);
        Assert.Contains("The provider one refused the gateway's key", text);
        Assert.Contains("not yours", text);
        Assert.Contains("provider_authentication", text);
        Assert.False(answer.Headers.Contains("WWW-Authenticate"));
    }

    [Fact]
    public async Task A_price_nobody_knows_is_unknown_and_not_zero()
    {
        await using var gateway = await TestGateway.StartAsync(new()
        {
            ["Providers:one:Models:0:InputPerMillion"] = null, ["Providers:one:Models:0:OutputPerMillion"] = null,
        });
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        using var answer = await gateway.ChatAsync();
        Assert.Equal("unknown", Header(answer, "x-hybridai-cost"));
        var record = await gateway.Journal.NextAsync();
        Assert.Equal((null, CostSource.Unknown), (record.Cost, record.CostSource));
    }

    [Fact]
    public async Task An_abandoned_attempt_of_unknown_price_makes_the_whole_unknown()
    {
        await using var gateway = await TestGateway.StartAsync(new()
        {
            ["Providers:one:Models:0:InputPerMillion"] = null, ["Providers:one:Models:0:OutputPerMillion"] = null,
        });
        gateway.One.Answer = call => call.AnswerAsync(200, "{}");
        gateway.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        using var answer = await gateway.ChatAsync();
        var record = await gateway.Journal.NextAsync();
        Assert.Equal((null, CostSource.Unknown, true), (record.Cost, record.CostSource, record.Estimated));
    }

    [Fact]
    public async Task A_cost_that_the_provider_names_wins_over_the_price_list()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Providers:one:Profile"] = "openrouter" });
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer.Replace("\"total_tokens\":14", "\"total_tokens\":14,\"cost\":0.0123", StringComparison.Ordinal));
        using var answer = await gateway.ChatAsync();
        Assert.Equal("0.0123", Header(answer, "x-hybridai-cost"));
        Assert.Equal(CostSource.Provider, (await gateway.Journal.NextAsync()).CostSource);
    }

    [Fact]
    public async Task Without_the_providers_count_the_tokens_are_estimated()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(200, """{"choices":[{"index":0,"message":{"content":"Hi"},"finish_reason":"stop"}]}""");
        using var answer = await gateway.ChatAsync();
        var record = await gateway.Journal.NextAsync();
        Assert.True(record is { Estimated: true, Usage: { Input: > 0, Output: > 0 }, CostSource: CostSource.Catalog });
        Assert.Equal(Header(answer, "x-hybridai-cost"), record.Cost!.Value.ToString());
    }

    [Fact]
    public async Task A_models_name_in_any_script_comes_back_in_a_header()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        foreach (var name in new[] { "日本/模型", "a b", "tab\\tnew\\nline", "\\u0000", "é" })
        {
            using var answer = await gateway.ChatAsync($$"""{"model":"one/{{name}}","messages":[]}""");
            Assert.Equal(200, (int)answer.StatusCode);
            Assert.All(Header(answer, "x-hybridai-model"), character => Assert.InRange(character, ' ', '~'));
        }

        using var stream = await gateway.StreamAsync(model: "one/日本");
        Assert.NotEqual(500, (int)stream.StatusCode);
    }

    [Fact]
    public async Task Embeddings_go_the_same_way()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Providers:one:Models:0:Kind"] = "embedding" });
        const string vectors = """{"object":"list","data":[{"index":0,"embedding":[0.1]}],"usage":{"prompt_tokens":5,"total_tokens":5}}""";
        var answering = gateway.Http.PostAsync("/v1/embeddings", new StringContent("""{"model":"one/m","input":"x"}""", Encoding.UTF8, "application/json"));
        var call = await gateway.One.NextAsync();
        Assert.StartsWith("POST /v1/embeddings", call.Head);
        await call.AnswerAsync(200, vectors);
        using var answer = await answering;
        Assert.Equal(vectors, await answer.Content.ReadAsStringAsync());
        var record = await gateway.Journal.NextAsync();
        Assert.Equal(("embeddings", 5, 5_000L), (record.Api, record.Usage.Input, record.Cost!.Value.NanoDollars));
        Assert.Equal("0.000005", Header(answer, "x-hybridai-cost"), StringComparer.Create(CultureInfo.InvariantCulture, false));
    }

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).Single();
}
