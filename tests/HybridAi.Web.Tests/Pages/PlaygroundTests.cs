using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using HybridAi.Client.Usage;
using HybridAi.Web.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace HybridAi.Web.Tests.Pages;

public sealed partial class PlaygroundTests : IAsyncLifetime
{
    private readonly Site _site = new();
    private readonly List<JsonElement> _asked = [];

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        _site.Gateway.AnswerJson("GET /v1/models", PlaygroundWire.Models);
        _site.Gateway.Chat = async (http, body) =>
        {
            lock (_asked)
                _asked.Add(body);
            await PlaygroundWire.AnswerAsync(http, body.GetProperty("model").GetString() == "rude" ? ["<b>No</b>", "\n  you."] : ["Hel", "lo."]);
        };
        _site.Gateway.Answer($"GET /api/requests/{PlaygroundWire.Id}", PlaygroundWire.Record);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Models_to_chat_with_are_chosen_from_by_who_has_them()
    {
        await _site.SignInAsync("hai-operator");
        var page = await _site.PageAsync("/playground?model=polite&with=rude");
        string[] shown =
        [
            "<optgroup label=\"hybridai\">", "<optgroup label=\"openai\">", "<option value=\"polite\" selected>", "<option value=\"rude\" selected>", ">None</option>", "Nothing was asked yet.",
            "Choose a model to compare with.", "id=\"playground-send\"", "aria-live=\"polite\"",
        ];
        Assert.All(shown, text => Assert.Contains(text, page));
        Assert.DoesNotContain("vectors", page);
        Assert.Matches("<script src=\"/assets/playground\\.[0-9a-f]+\\.js\" defer>", page);
        Assert.Contains("/v1/models hai-operator", _site.Gateway.Calls);
    }

    [Fact]
    public async Task Without_a_script_the_page_has_the_answers_with_what_they_took()
    {
        await _site.SignInAsync("hai-operator");
        var page = await SendAsync(("model-1", "polite"), ("model-2", "rude"), ("message", "Who are\r\nyou?"), ("system", "Be brief."), ("temperature", "0.5"), ("max-tokens", "77"));
        string[] shown =
        [
            "Who are&#xA;you?", ">Hello.</p>", "&lt;b&gt;No&lt;/b&gt;&#xA;  you.", "openai/gpt-6-astra", "85 ms", "1.23 s", "<dt>Tokens in</dt><dd>1,200</dd>", "<dt>Tokens out</dt><dd>80</dd>", "$0.0012",
            "<dt>Cache</dt><dd>miss</dd>", $"href=\"/requests/{PlaygroundWire.Id}\"", "value=\"77\"", ">Be brief.</textarea>",
        ];
        Assert.All(shown, text => Assert.Contains(text, page));
        // The conversation is kept nowhere but in the page, so nothing in it may lead away.
        var links = Regex.Matches(page, "<a [^>]*href=\"/requests/[^>]*>[^<]*(<span class=\"sr-only\">[^<]*</span>)?").Select(match => match.Value).Where(link => link.Contains(PlaygroundWire.Id.ToString(), StringComparison.Ordinal)).ToList();
        Assert.Equal(2, links.Count);
        Assert.All(links, link => Assert.True(link.Contains("target=\"_blank\" rel=\"noopener\"", StringComparison.Ordinal) && link.Contains("(opens in a new tab)", StringComparison.Ordinal), link));
        Assert.DoesNotContain("role=\"alert\"", page);
        Assert.Equal(["polite", "rude"], _asked.Select(body => body.GetProperty("model").GetString()).Order());
        Assert.All(_asked, body =>
        {
            Assert.True(body.GetProperty("stream").GetBoolean());
            Assert.True(body.GetProperty("stream_options").GetProperty("include_usage").GetBoolean());
            Assert.Equal((0.5m, 77), (body.GetProperty("temperature").GetDecimal(), body.GetProperty("max_completion_tokens").GetInt32()));
            Assert.Equal("[system: Be brief.][user: Who are\nyou?]", Said(body));
        });
    }

    [Fact]
    public async Task Each_side_goes_on_with_its_own_conversation()
    {
        await _site.SignInAsync("hai-admin");
        var page = await SendAsync(("model-1", "polite"), ("model-2", "rude"), ("message", "One \"日本\""));
        _asked.Clear();
        page = await SendAsync(("model-1", "polite"), ("model-2", "rude"), ("message", "Two"), ("conversation-1", Carried(page, 1)), ("conversation-2", Carried(page, 2)));
        Assert.Equal("[user: One \"日本\"][assistant: Hello.][user: Two]", Said(_asked.Single(body => body.GetProperty("model").GetString() == "polite")));
        Assert.Equal("[user: One \"日本\"][assistant: <b>No</b>\n  you.][user: Two]", Said(_asked.Single(body => body.GetProperty("model").GetString() == "rude")));
        Assert.False(_asked[0].TryGetProperty("temperature", out _));
        Assert.Equal(4, JsonElement.Parse(Carried(page, 1)).GetArrayLength());
        // Letters of other scripts are not carried at six times their length.
        Assert.Contains("日本", Carried(page, 1));
        page = await SendAsync(("model-1", "rude"), ("message", ""), ("do", "anew"), ("conversation-1", Carried(page, 1)));
        Assert.Equal("", Carried(page, 1));
        Assert.Contains("<option value=\"rude\" selected>", page);
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public async Task What_one_model_is_refused_stands_at_its_side_and_the_other_answers()
    {
        _site.Gateway.Chat = (http, body) => body.GetProperty("model").GetString() == "polite"
            ? PlaygroundWire.AnswerAsync(http, ["Hello."])
            : PlaygroundWire.RefuseAsync(http, 429, "The budget 'team' is used up & begins anew at midnight.");
        await _site.SignInAsync("hai-operator");
        var page = await SendAsync(("model-1", "polite"), ("model-2", "rude"), ("message", "Hi"));
        var second = page.IndexOf("data-side=\"2\"", StringComparison.Ordinal);
        Assert.True(page.IndexOf("The budget &#x27;team&#x27; is used up &amp; begins anew at midnight.", StringComparison.Ordinal) > second);
        Assert.True(page.IndexOf(">Hello.</p>", StringComparison.Ordinal) is var hello && hello > 0 && hello < second);
        // What was not answered is not said to the model the next time.
        Assert.Equal("", Carried(page, 2));
    }

    [Fact]
    public async Task What_nobody_answers_stays_in_the_field()
    {
        _site.Gateway.Chat = (http, _) => PlaygroundWire.RefuseAsync(http, 502, "The provider openai cannot be reached.");
        await _site.SignInAsync("hai-operator");
        var page = await SendAsync(("model-1", "polite"), ("message", "Hi there"));
        Assert.Contains("The provider openai cannot be reached.", page);
        Assert.Contains(">Hi there</textarea>", page);
    }

    [Theory]
    [InlineData("cut", "The answer ended without its last event")]
    [InlineData("error", "The provider groq broke off")]
    [InlineData("nothing", "its finish reason is length. Allow more tokens")]
    [InlineData("nonsense", "not an event of chat completions")]
    public async Task An_answer_that_is_not_whole_says_so(string how, string told)
    {
        _site.Gateway.Chat = (http, _) => PlaygroundWire.FailAsync(http, how);
        await _site.SignInAsync("hai-operator");
        var page = await SendAsync(("model-1", "polite"), ("message", "Hi"));
        Assert.Contains(told, page);
        Assert.Equal(how != "nothing", page.Contains(">Half of</p>", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("length", "it reached the most tokens that it may have. Allow more tokens")]
    [InlineData("content_filter", "content filter held back the rest")]
    [InlineData("stop", null)]
    [InlineData("tool_calls", null)]
    public async Task An_answer_that_was_cut_short_keeps_its_words_and_says_by_what(string reason, string? told)
    {
        _site.Gateway.Chat = (http, _) => PlaygroundWire.AnswerAsync(http, ["Half of"], reason);
        await _site.SignInAsync("hai-operator");
        var page = await SendAsync(("model-1", "polite"), ("message", "Hi"));
        Assert.Contains(">Half of</p>", page);
        Assert.Equal(told is not null, page.Contains("role=\"alert\"", StringComparison.Ordinal));
        Assert.Contains(told ?? "", page);
        // It is an answer: the conversation goes on with it.
        Assert.Equal(2, JsonElement.Parse(Carried(page, 1)).GetArrayLength());
    }

    [Fact]
    public async Task A_model_may_think_for_longer_than_the_site_waits_for_figures()
    {
        _site.Configure = options => options.GatewayTimeout = TimeSpan.FromSeconds(2);
        _site.Gateway.Chat = async (http, _) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(2.5), http.RequestAborted);
            await PlaygroundWire.AnswerAsync(http, ["At last."]);
        };
        await _site.SignInAsync("hai-operator");
        Assert.Contains(">At last.</p>", await SendAsync(("model-1", "polite"), ("message", "Hi")));
    }

    [Theory]
    [InlineData("temperature", "3", "The temperature has to be from 0 to 2.")]
    [InlineData("max-tokens", "many", "has to be a whole number")]
    [InlineData("message", " ", "Write a message.")]
    [InlineData("conversation-1", "[{\"role\":\"system\",\"content\":\"x\"}]", "cannot be read. Begin anew.")]
    [InlineData("conversation-1", "[null]", "cannot be read. Begin anew.")]
    [InlineData("conversation-1", "{", "cannot be read. Begin anew.")]
    public async Task What_cannot_be_asked_is_said_and_not_sent(string field, string value, string told)
    {
        await _site.SignInAsync("hai-operator");
        var fields = new Dictionary<string, string> { ["model-1"] = "polite", ["message"] = "Hi", [field] = value };
        Assert.Contains(told, await SendAsync([.. fields.Select(pair => (pair.Key, pair.Value))]));
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task Sizes_are_bounded()
    {
        await _site.SignInAsync("hai-operator");
        var turns = string.Join(',', Enumerable.Repeat($$"""{"role":"user","content":"{{new string('x', 1000)}}"}""", 101));
        Assert.Contains("longer than the 100,000 characters", await SendAsync(("model-1", "polite"), ("message", "Hi"), ("conversation-1", $"[{turns}]")));
        Assert.Contains("The message has at most 20,000 characters.", await SendAsync(("model-1", "polite"), ("message", new string('x', 20_001))));
        using var huge = new FormUrlEncodedContent([new("message", new string('x', 2 * 1024 * 1024))]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await _site.Browser.PostAsync("/playground", huge)).StatusCode);
        using var forged = new FormUrlEncodedContent([new("message", "Hi"), new("model-1", "polite")]);
        Assert.Equal(HttpStatusCode.BadRequest, (await _site.Browser.PostAsync("/playground", forged)).StatusCode);
        Assert.Empty(_asked);
    }

    [Theory]
    [InlineData("word ", 40_000)]
    [InlineData("\n\"", 60_000)]
    public async Task A_conversation_that_an_answer_made_too_long_is_shown_and_said_to_be(string words, int times)
    {
        _site.Gateway.Chat = (http, body) =>
        {
            _asked.Add(body);
            return PlaygroundWire.AnswerAsync(http, [string.Concat(Enumerable.Repeat(words, times)) + "The end."]);
        };
        await _site.SignInAsync("hai-operator");
        var page = await SendAsync(("model-1", "polite"), ("message", "Write a book"));
        page = await SendAsync(("model-1", "polite"), ("message", "And another"), ("conversation-1", Carried(page, 1)));
        Assert.Contains("has become longer than the 100,000 characters", page);
        Assert.Contains("The end.", page);
        Assert.Contains(">And another</textarea>", page);
        Assert.Single(_asked);
    }

    [Fact]
    public async Task Emoji_take_no_more_of_what_a_conversation_may_have_than_other_letters()
    {
        var faces = string.Concat(Enumerable.Repeat("😀", 40_000));
        _site.Gateway.Chat = async (http, body) =>
        {
            _asked.Add(body);
            await PlaygroundWire.AnswerAsync(http, [faces]);
        };
        await _site.SignInAsync("hai-operator");
        var page = await SendAsync(("model-1", "polite"), ("message", "Smile"));
        await SendAsync(("model-1", "polite"), ("message", "Again"), ("conversation-1", Carried(page, 1)));
        Assert.Equal($"[user: Smile][assistant: {faces}][user: Again]", Said(_asked[1]));
    }

    [Fact]
    public async Task A_viewer_is_told_that_its_key_calls_no_models_and_gets_the_gateways_word_for_it()
    {
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/playground");
        Assert.Contains("it reads, and calls no models", page);
        Assert.DoesNotContain("playground-send", page);
        Assert.DoesNotContain("/assets/playground", page);
        _site.Gateway.Refuse("POST /v1/chat/completions", 403, "A key with the role viewer may not call models; use one with the role inference.");
        Assert.Contains("A key with the role viewer may not call models", await SendAsync(("model-1", "polite"), ("message", "Hi")));
    }

    [Fact]
    public async Task Without_a_model_there_is_nothing_to_ask()
    {
        _site.Gateway.AnswerJson("GET /v1/models", """{"object":"list","data":[]}""");
        await _site.SignInAsync("hai-operator");
        var page = await _site.PageAsync("/playground");
        Assert.Contains("Your key can call no model", page);
        Assert.DoesNotContain("playground-send", page);
        _site.Gateway.Refuse("GET /v1/models", 503, "The snapshot is not there yet");
        var answer = await _site.Browser.GetAsync("/playground");
        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Contains("The snapshot is not there yet", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(503, "The snapshot is not there yet")]
    [InlineData(401, "Nobody has this API key")]
    public async Task An_answer_is_shown_and_carried_even_if_the_list_of_models_fails_meanwhile(int status, string problem)
    {
        _site.Gateway.Chat = (http, body) =>
        {
            _asked.Add(body);
            return PlaygroundWire.AnswerAsync(http, ["Hel", "lo."]);
        };
        await _site.SignInAsync("hai-operator");
        var form = await FormAsync(("model-1", "polite"), ("message", "Hi"));
        _site.Gateway.Refuse("GET /v1/models", status, problem);
        var answer = await _site.Browser.PostAsync("/playground", form);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode}: {page}");
        string[] shown = [">Hello.</p>", $"could not be read: {problem}", "<option value=\"polite\" selected>", "id=\"playground-send\"", $"href=\"/requests/{PlaygroundWire.Id}\""];
        Assert.All(shown, text => Assert.Contains(text, page));
        Assert.DoesNotContain("Your key can call no model", page);
        Assert.Equal(2, JsonElement.Parse(Carried(page, 1)).GetArrayLength());
        // Where nothing was answered, nothing is lost.
        form = new FormUrlEncodedContent([new("form-token", Site.Token(page)), new("model-1", "polite"), new("do", "anew")]);
        Assert.NotEqual(HttpStatusCode.OK, (await _site.Browser.PostAsync("/playground", form)).StatusCode);
        Assert.Single(_asked);
    }

    [Fact]
    public async Task A_gateway_that_does_not_list_models_any_more_is_said_not_to_answer()
    {
        _site.Gateway.Chat = (http, _) => PlaygroundWire.AnswerAsync(http, ["Hello."]);
        await _site.SignInAsync("hai-operator");
        var form = await FormAsync(("model-1", "polite"), ("message", "Hi"));
        _site.Gateway.Before = http =>
        {
            if (http.Request.Path == "/v1/models")
                http.Abort();
            return Task.CompletedTask;
        };
        var page = await (await _site.Browser.PostAsync("/playground", form)).Content.ReadAsStringAsync();
        Assert.Contains(">Hello.</p>", page);
        Assert.Contains("The models to choose from could not be read: The gateway does not answer. Those", page);
    }

    [Fact]
    public async Task Without_a_record_what_was_seen_is_shown()
    {
        _site.Gateway.Refuse($"GET /api/requests/{PlaygroundWire.Id}", 503, "The database is away");
        await _site.SignInAsync("hai-operator");
        var page = await SendAsync(("model-1", "polite"), ("message", "Hi"));
        string[] shown = ["<dt>Provider</dt><dd>openai</dd>", "<dt>Tokens in</dt><dd>9</dd>", "<dt>Tokens out</dt><dd>2</dd>", "<dt>Cost</dt><dd>see the request</dd>", $"href=\"/requests/{PlaygroundWire.Id}\""];
        Assert.All(shown, text => Assert.Contains(text, page));
    }

    private async Task<FormUrlEncodedContent> FormAsync(params (string Name, string Value)[] fields)
    {
        var page = await _site.PageAsync("/playground");
        return new FormUrlEncodedContent([new("form-token", Site.Token(page)), .. fields.Select(field => new KeyValuePair<string, string>(field.Name, field.Value))]);
    }

    private async Task<string> SendAsync(params (string Name, string Value)[] fields)
    {
        var answer = await _site.SendFormAsync("/playground", "/playground", fields);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode}: {page}");
        return page;
    }

    private static string Said(JsonElement body) =>
        string.Concat(body.GetProperty("messages").EnumerateArray().Select(message => $"[{message.GetProperty("role").GetString()}: {message.GetProperty("content").GetString()}]"));

    private static string Carried(string page, int side) => WebUtility.HtmlDecode(Conversation().Matches(page)[side - 1].Groups[1].Value);

    [GeneratedRegex("name=\"conversation-[12]\" value=\"([^\"]*)\"")]
    private static partial Regex Conversation();
}

/// <summary>The gateway's inference API as the playground meets it.</summary>
internal static class PlaygroundWire
{
    public const string Models =
        """
        {"object":"list","data":[
         {"id":"auto","object":"model","created":0,"owned_by":"hybridai","hybridai":{"deployments":["openai/polite"],"simulated":false}},
         {"id":"polite","object":"model","created":0,"owned_by":"openai","context_window":1000,"hybridai":{"deployments":["openai/polite"],"simulated":false,"kind":"chat"}},
         {"id":"vectors","object":"model","created":0,"owned_by":"openai","hybridai":{"deployments":["openai/vectors"],"simulated":false,"kind":"embedding"}},
         {"id":"rude","object":"model","created":0,"owned_by":"groq","hybridai":{"deployments":["groq/rude"],"simulated":true,"kind":"chat"}}]}
        """;

    public static readonly Guid Id = Guid.Parse("0195d1c0-0000-7000-8000-000000000001");

    public static UsageRecordDocument Record => Sample.Record() with { Id = Id, Deployment = "openai/gpt-6-astra" };

    public static async Task AnswerAsync(HttpContext http, string[] words, string finishReason = "stop")
    {
        await BeginAsync(http);
        foreach (var word in words)
            await TellAsync(http, Chunk(word));
        await TellAsync(http, $$"""{"choices":[{"index":0,"delta":{},"finish_reason":"{{finishReason}}"}]}""");
        await TellAsync(http, """{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}""");
        await TellAsync(http, "[DONE]");
    }

    public static async Task FailAsync(HttpContext http, string how)
    {
        await BeginAsync(http);
        if (how != "nothing")
            await TellAsync(http, Chunk("Half of"));
        if (how == "error")
            await TellAsync(http, """{"error":{"message":"The provider groq broke off","type":"server_error","param":null,"code":"provider_connection_cut"}}""");
        else if (how == "nonsense")
            await TellAsync(http, "<html>");
        else if (how == "nothing")
        {
            await TellAsync(http, """{"choices":[{"index":0,"delta":{},"finish_reason":"length"}]}""");
            await TellAsync(http, "[DONE]");
        }
    }

    public static Task RefuseAsync(HttpContext http, int status, string message)
    {
        http.Response.StatusCode = status;
        http.Response.Headers["x-hybridai-cache"] = "off";
        return http.Response.WriteAsync(JsonSerializer.Serialize(new { error = new { message, type = "an_error", param = (string?)null, code = (string?)null } }));
    }

    public static async Task BeginAsync(HttpContext http)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers["x-hybridai-request-id"] = Id.ToString();
        http.Response.Headers["x-hybridai-provider"] = "openai";
        http.Response.Headers["x-hybridai-model"] = "gpt-6-astra";
        http.Response.Headers["x-hybridai-cache"] = "miss";
        await http.Response.StartAsync();
    }

    public static async Task TellAsync(HttpContext http, string data)
    {
        await http.Response.WriteAsync($"data: {data}\n\n");
        await http.Response.Body.FlushAsync();
    }

    public static string Chunk(string text) => JsonSerializer.Serialize(new { choices = new[] { new { index = 0, delta = new { role = "assistant", content = text } } } });
}
