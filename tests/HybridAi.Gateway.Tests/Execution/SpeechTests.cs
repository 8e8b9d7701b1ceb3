using System.Net.Http.Headers;
using System.Text;
using HybridAi.Core.Costs;
using HybridAi.Core.Resilience;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Tests.Hosting;

namespace HybridAi.Gateway.Tests.Execution;

public sealed class SpeechTests
{
    private const string Body = """{"model":"one/m","input":"Gr\u00fc\u00dfe \ud83d\ude00","voice":"alloy"}""";

    [Fact]
    public async Task Sound_goes_on_as_it_comes_and_its_last_byte_waits_for_the_record()
    {
        await using var gateway = await StartAsync(new() { ["Providers:one:Models:0:PerMillionCharacters"] = "15" });
        gateway.Journal.Gate = new TaskCompletionSource();
        var asking = AskAsync(gateway);
        var call = await gateway.One.NextAsync();
        Assert.StartsWith("POST /v1/audio/speech ", call.Head, StringComparison.Ordinal);
        Assert.Equal(Body.Replace("one/m", "m", StringComparison.Ordinal), call.BodyText);
        await call.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\n{UpstreamCall.Chunked}\r\n");
        await call.EventAsync("abc");
        using var answer = await asking;
        Assert.Equal("audio/mpeg", answer.Content.Headers.ContentType!.ToString());
        await using var body = await answer.Content.ReadAsStreamAsync();
        Assert.Equal("ab", await ReadAsync(body, 2));
        await call.EventAsync("de");
        Assert.Equal("cd", await ReadAsync(body, 2));
        await call.EndAsync();
        var last = ReadAsync(body, 1);
        Assert.False(last.IsCompleted);
        gateway.Journal.Gate.SetResult();
        Assert.Equal("e", await last);
        Assert.Equal(0, await body.ReadAsync(new byte[1]));

        var record = await gateway.Journal.NextAsync();
        // Seven characters at 15 dollars a million.
        Assert.Equal(("audio.speech", 105_000L, CostSource.Catalog, false, default(TokenUsage)), (record.Api, record.Cost!.Value.NanoDollars, record.CostSource, record.Estimated, record.Usage));
        Assert.Equal(105_000L, gateway.Journal.Started.Single().Cost!.Value.NanoDollars);
    }

    [Fact]
    public async Task A_length_is_passed_on_and_long_sound_comes_whole()
    {
        await using var gateway = await StartAsync();
        var sound = new byte[1_000_000];
        Random.Shared.NextBytes(sound);
        var asking = AskAsync(gateway);
        var call = await gateway.One.NextAsync();
        var sending = Task.Run(async () =>
        {
            await call.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: audio/wav\r\nContent-Length: {sound.Length}\r\n\r\n");
            await call.SendAsync(sound);
        });
        using var answer = await asking;
        Assert.Equal(sound.Length, answer.Content.Headers.ContentLength);
        Assert.Equal(sound, await answer.Content.ReadAsByteArrayAsync());
        await sending;
        var record = await gateway.Journal.NextAsync();
        Assert.Equal((UsageOutcome.Succeeded, null, CostSource.Unknown), (record.Outcome, record.Cost, record.CostSource));
    }

    [Fact]
    public async Task Sound_that_breaks_off_breaks_off_and_is_recorded_as_failed()
    {
        await using var gateway = await StartAsync();
        var asking = AskAsync(gateway);
        var call = await gateway.One.NextAsync();
        await call.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\n{UpstreamCall.Chunked}\r\n");
        await call.EventAsync("abc");
        using var answer = await asking;
        await using var body = await answer.Content.ReadAsStreamAsync();
        Assert.Equal("ab", await ReadAsync(body, 2));
        call.Cut();
        await Assert.ThrowsAnyAsync<Exception>(async () => await body.ReadExactlyAsync(new byte[1]));
        var record = await gateway.Journal.NextAsync();
        Assert.Equal((UsageOutcome.Failed, FailureCause.Cut.Name(), true), (record.Outcome, record.FailureCause, record.Estimated));
    }

    [Theory]
    [InlineData("application/json", """{"not":"sound"}""")]
    [InlineData("audio/mpeg", "")]
    public async Task What_is_no_sound_is_followed_by_the_next_deployment(string type, string content)
    {
        await using var gateway = await StartAsync(new() { ["Providers:two:Models:0:Kind"] = "speech" });
        var asking = AskAsync(gateway, Body.Replace("one/m", "both", StringComparison.Ordinal));
        await (await gateway.One.NextAsync()).AnswerAsync(200, content, type);
        await (await gateway.Two.NextAsync()).AnswerAsync(200, "sound", "audio/mpeg");
        using var answer = await asking;
        Assert.Equal("sound", await answer.Content.ReadAsStringAsync());
        Assert.Equal("two", answer.Headers.GetValues("x-hybridai-provider").Single());
    }

    [Fact]
    public async Task Events_pass_with_their_usage()
    {
        await using var gateway = await StartAsync();
        var asking = AskAsync(gateway, """{"model":"one/m","input":"Hi","voice":"alloy","stream_format":"sse"}""");
        const string Delta = "data: {\"type\":\"speech.audio.delta\",\"audio\":\"AA==\"}\n\n";
        const string Done = "data: {\"type\":\"speech.audio.done\",\"usage\":{\"input_tokens\":2,\"output_tokens\":30,\"total_tokens\":32}}\n\n";
        await (await gateway.One.NextAsync()).StreamAllAsync(Delta, Done);
        using var answer = await asking;
        Assert.Equal(Delta + Done, await answer.Content.ReadAsStringAsync());
        var record = await gateway.Journal.NextAsync();
        Assert.Equal((true, 2L, 30L, 62_000L), (record.Streamed, record.Usage.Input, record.Usage.AudioOutput, record.Cost!.Value.NanoDollars));
    }

    [Theory]
    [InlineData("0.0001", "15", 400)]
    [InlineData("0.0002", "15", 200)]
    [InlineData("1", null, 400)]
    public async Task The_callers_bound_holds_where_the_price_is_by_characters(string bound, string? price, int status)
    {
        await using var gateway = await StartAsync(new() { ["Providers:one:Models:0:PerMillionCharacters"] = price });
        gateway.One.Answer = call => call.AnswerAsync(200, "sound", "audio/mpeg");
        using var answer = await AskAsync(gateway, Body, bound);
        Assert.Equal(status, (int)answer.StatusCode == 200 ? 200 : 400);
    }

    [Fact]
    public async Task A_provider_that_sends_nothing_is_given_up_in_time()
    {
        await using var gateway = await StartAsync();
        var asking = AskAsync(gateway);
        await gateway.One.NextAsync();
        using var answer = await gateway.PassTimeUntilAsync(TimeSpan.FromSeconds(30), asking);
        Assert.Equal(504, (int)answer.StatusCode);
        Assert.Equal(FailureCause.FirstTokenTimeout.Name(), (await gateway.Journal.NextAsync()).FailureCause);
    }

    private static async Task<string> ReadAsync(Stream body, int count)
    {
        var bytes = new byte[count];
        await body.ReadExactlyAsync(bytes);
        return Encoding.ASCII.GetString(bytes);
    }

    private static Task<TestGateway> StartAsync(Dictionary<string, string?>? more = null) =>
        TestGateway.StartAsync(new(more ?? []) { ["Providers:one:Models:0:Kind"] = "speech" });

    private static Task<HttpResponseMessage> AskAsync(TestGateway gateway, string body = Body, string? maxCost = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/audio/speech") { Content = new StringContent(body, new MediaTypeHeaderValue("application/json")) };
        if (maxCost is not null)
            request.Headers.Add("x-hybridai-max-cost", maxCost);
        return gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
