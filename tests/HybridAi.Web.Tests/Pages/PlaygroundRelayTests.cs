using System.Net;
using System.Text.Json;
using HybridAi.Web.Tests.Fakes;

namespace HybridAi.Web.Tests.Pages;

public sealed class PlaygroundRelayTests : IAsyncLifetime
{
    private readonly Site _site = new();

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        _site.Gateway.AnswerJson("GET /v1/models", PlaygroundWire.Models);
        _site.Gateway.Answer($"GET /api/requests/{PlaygroundWire.Id}", PlaygroundWire.Record);
        await _site.SignInAsync("hai-operator");
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Words_come_before_the_answer_is_whole_and_figures_at_its_end()
    {
        var more = new TaskCompletionSource();
        _site.Gateway.Chat = async (http, _) =>
        {
            await PlaygroundWire.BeginAsync(http);
            await PlaygroundWire.TellAsync(http, PlaygroundWire.Chunk("Grüß "));
            await more.Task;
            await PlaygroundWire.TellAsync(http, PlaygroundWire.Chunk("Gott"));
            await PlaygroundWire.TellAsync(http, "[DONE]");
        };
        using var answer = await PostAsync(await FormAsync(("side", "2"), ("model-2", "polite"), ("message", "Hi")));
        Assert.Equal((HttpStatusCode.OK, "application/x-ndjson", true), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, answer.Headers.CacheControl!.NoStore));
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal(PlaygroundWire.Id, (await LineAsync(lines)).GetProperty("request").GetGuid());
        Assert.Equal("Grüß ", (await LineAsync(lines)).GetProperty("text").GetString());
        more.SetResult();
        Assert.Equal("Gott", (await LineAsync(lines)).GetProperty("text").GetString());
        var end = (await LineAsync(lines)).GetProperty("end");
        Assert.False(end.TryGetProperty("problem", out _));
        Assert.Equal(PlaygroundWire.Id, end.GetProperty("request").GetGuid());
        // They have come already.
        Assert.False(end.TryGetProperty("text", out _));
        Assert.Contains("Deployment openai/gpt-6-astra", end.GetProperty("facts").EnumerateArray().Select(fact => $"{fact.GetProperty("name").GetString()} {fact.GetProperty("value").GetString()}"));
        Assert.Contains("/v1/chat/completions hai-operator", _site.Gateway.Calls);
    }

    [Fact]
    public async Task When_the_browser_stops_the_gateways_call_ends_too()
    {
        var ended = new TaskCompletionSource();
        _site.Gateway.Chat = async (http, _) =>
        {
            using var _1 = http.RequestAborted.Register(ended.SetResult);
            await PlaygroundWire.BeginAsync(http);
            await PlaygroundWire.TellAsync(http, PlaygroundWire.Chunk("endless"));
            await ended.Task;
        };
        var answer = await PostAsync(await FormAsync(("side", "1"), ("model-1", "polite"), ("message", "Hi")));
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        await LineAsync(lines);
        Assert.False(ended.Task.IsCompleted);
        answer.Dispose();
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task An_answer_that_breaks_off_keeps_its_words_and_says_why()
    {
        _site.Gateway.Chat = (http, _) => PlaygroundWire.FailAsync(http, "error");
        var (text, end) = await ReadAsync(await FormAsync(("side", "1"), ("model-1", "polite"), ("message", "Hi")), HttpStatusCode.OK);
        Assert.Equal(("Half of", "The provider groq broke off"), (text, end.GetProperty("problem").GetString()));
    }

    [Fact]
    public async Task A_connection_that_breaks_is_told_after_the_words_that_came()
    {
        var seen = new TaskCompletionSource();
        _site.Gateway.Chat = async (http, _) =>
        {
            await PlaygroundWire.BeginAsync(http);
            await PlaygroundWire.TellAsync(http, PlaygroundWire.Chunk("Half of"));
            await seen.Task;
            http.Abort();
        };
        using var answer = await PostAsync(await FormAsync(("side", "1"), ("model-1", "polite"), ("message", "Hi")));
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        await LineAsync(lines);
        Assert.Equal("Half of", (await LineAsync(lines)).GetProperty("text").GetString());
        seen.SetResult();
        Assert.Equal("The connection to the gateway broke before the end of the answer.", (await LineAsync(lines)).GetProperty("end").GetProperty("problem").GetString());
    }

    [Fact]
    public async Task A_gateway_that_refuses_or_is_away_is_said_so()
    {
        _site.Gateway.Chat = (http, _) => PlaygroundWire.RefuseAsync(http, 429, "Too many requests: wait 12 s.");
        var form = await FormAsync(("side", "1"), ("model-1", "polite"), ("message", "Hi"));
        Assert.Equal("Too many requests: wait 12 s.", (await EndAsync(form, HttpStatusCode.OK)).GetProperty("problem").GetString());
        form = await FormAsync(("side", "1"), ("model-1", "polite"), ("message", "Hi"));
        await _site.Gateway.DisposeAsync();
        Assert.Equal("The gateway does not answer.", (await EndAsync(form, HttpStatusCode.OK)).GetProperty("problem").GetString());
    }

    [Fact]
    public async Task Only_this_sites_own_form_is_taken()
    {
        (string, string)[] fields = [("side", "1"), ("model-1", "polite"), ("message", "Hi")];
        var calls = _site.Gateway.Changes.Count;
        using var forged = new FormUrlEncodedContent(fields.Select(field => new KeyValuePair<string, string>(field.Item1, field.Item2)));
        Assert.Contains("too old", (await EndAsync(forged, HttpStatusCode.BadRequest)).GetProperty("problem").GetString());
        (string, string)[] foreign = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"), ("Origin", "https://evil.example"), ("Origin", "null")];
        foreach (var header in foreign)
            Assert.Contains("not come from this site", (await EndAsync(await FormAsync(fields), HttpStatusCode.Forbidden, header)).GetProperty("problem").GetString());
        using var huge = new FormUrlEncodedContent([new("message", new string('x', 2 * 1024 * 1024))]);
        await EndAsync(huge, HttpStatusCode.RequestEntityTooLarge);
        Assert.Contains("Write a message.", (await EndAsync(await FormAsync(("side", "1"), ("model-1", "polite")), HttpStatusCode.UnprocessableEntity)).GetProperty("problem").GetString());
        Assert.Equal(calls, _site.Gateway.Changes.Count);
        _site.Gateway.Chat = (http, _) => PlaygroundWire.AnswerAsync(http, ["Hello."]);
        (string, string)[] own = [("Sec-Fetch-Site", "same-origin"), ("Origin", _site.Browser.BaseAddress!.GetLeftPart(UriPartial.Authority))];
        foreach (var header in own)
            Assert.Equal("Hello.", (await ReadAsync(await FormAsync(fields), HttpStatusCode.OK, header)).Text);
    }

    [Fact]
    public async Task Nobody_asks_without_a_sign_in()
    {
        var form = await FormAsync(("side", "1"), ("model-1", "polite"), ("message", "Hi"));
        _site.NewSession();
        Assert.Contains("not signed in", (await EndAsync(form, HttpStatusCode.Unauthorized)).GetProperty("problem").GetString());
        Assert.Empty(_site.Gateway.Changes);
    }

    private async Task<FormUrlEncodedContent> FormAsync(params (string Name, string Value)[] fields)
    {
        var page = await _site.PageAsync("/playground");
        return new FormUrlEncodedContent([new("form-token", Site.Token(page)), .. fields.Select(field => new KeyValuePair<string, string>(field.Name, field.Value))]);
    }

    private Task<HttpResponseMessage> PostAsync(HttpContent form, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/playground/answer") { Content = form };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return _site.Browser.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private async Task<JsonElement> EndAsync(HttpContent form, HttpStatusCode status, params (string Name, string Value)[] headers) => (await ReadAsync(form, status, headers)).End;

    private async Task<(string Text, JsonElement End)> ReadAsync(HttpContent form, HttpStatusCode status, params (string Name, string Value)[] headers)
    {
        using var answer = await PostAsync(form, headers);
        Assert.Equal(status, answer.StatusCode);
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToList();
        return (string.Concat(lines.Select(line => line.TryGetProperty("text", out var words) ? words.GetString() : "")), lines[^1].GetProperty("end"));
    }

    private static async Task<JsonElement> LineAsync(StreamReader lines) => JsonElement.Parse((await lines.ReadLineAsync())!);
}
