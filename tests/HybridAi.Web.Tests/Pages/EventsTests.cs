using System.Net;
using System.Text.Json;
using HybridAi.Client.Events;
using HybridAi.Web.Pages.Events;
using HybridAi.Web.Tests.Fakes;

namespace HybridAi.Web.Tests.Pages;

public sealed class EventsTests : IAsyncLifetime
{
    private const string History = "GET /api/events/history";

    private readonly Site _site = new();

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        _site.Gateway.AnswerList<EventDocument>(History,
        [
            Event(12, "jobs", """{"kind":"failed","job":"retention","run":"0195d1c0-0000-7000-8000-000000000004","attempt":1,"error":"The <disk> is full"}"""),
            Event(11, "provider.status", """{"kind":"breaker.opened","gateway":"a","deployment":"openai/gpt-6-luna","count":1,"detail":"5 of 10 calls failed"}"""),
        ], next: "11");
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Events_are_shown_in_words_with_all_that_they_say()
    {
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/events");
        string[] shown =
        [
            "retention failed: The &lt;disk&gt; is full", "href=\"/jobs/retention\"", "The circuit of openai/gpt-6-luna opened: 5 of 10 calls failed", "href=\"/providers/openai\"",
            "&quot;deployment&quot;: &quot;openai/gpt-6-luna&quot;", "Event 11 of the topic", "id=\"event-12\"", "2026-03-01 12:00:00", "cursor=11",
        ];
        Assert.All(shown, text => Assert.Contains(text, page));
        Assert.Contains("/api/events/history?topics=alerts%2Cprovider.health%2Cprovider.status%2Cfallback%2Cerrors%2Cbudget%2Ctests%2Ccache.purge%2Csemantic-cache&from=24h&limit=50 hai-viewer", _site.Gateway.Calls);
    }

    [Fact]
    public async Task What_is_looked_for_is_asked_of_the_API_and_stays_in_the_form()
    {
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/events?topic=jobs&filter=kind:failed&range=7d&cursor=40");
        Assert.Contains("/api/events/history?topics=jobs&filter=kind%3Afailed&from=7d&cursor=40&limit=50 hai-viewer", _site.Gateway.Calls);
        string[] shown = ["<option value=\"jobs\" selected", "value=\"kind:failed\"", "name=\"range\" value=\"7d\"", "Last 7 days", "Newest"];
        Assert.All(shown, text => Assert.Contains(text, page));
        await _site.PageAsync("/events?topic=semantic-cache&range=custom&from=2026-02-01T00:00&to=2026-02-02T00:00");
        Assert.Contains("/api/events/history?topics=semantic-cache&from=2026-02-01T00%3A00%3A00.0000000Z&to=2026-02-02T00%3A00%3A00.0000000Z&limit=50 hai-viewer", _site.Gateway.Calls);
    }

    [Theory]
    [InlineData("/events?topic=jobs", "data-live=\"jobs\"")]
    [InlineData("/events?topic=*", "data-live=\"alerts provider.health provider.status fallback errors budget jobs tests cache.purge semantic-cache\"")]
    [InlineData("/events", "data-live=\"alerts provider.health provider.status fallback errors budget tests cache.purge semantic-cache\"")]
    [InlineData("/events?topic=jobs&cursor=40", null)]
    [InlineData("/events?range=custom&from=2026-02-01T00:00&to=2026-02-02T00:00", null)]
    public async Task It_follows_what_it_shows_unless_that_is_of_the_past(string address, string? live)
    {
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync(address);
        if (live is null)
            Assert.DoesNotContain("data-live", page);
        else
            Assert.Contains(live, page);
    }

    // A topic that is named has to be one that the key may see: the stream would be refused.
    [Theory]
    [InlineData("hai-viewer", false)]
    [InlineData("hai-operator", false)]
    [InlineData("hai-admin", true)]
    public async Task Changes_of_the_configuration_are_for_administrators(string key, bool sees)
    {
        await _site.SignInAsync(key);
        var page = await _site.PageAsync("/events");
        Assert.Equal(sees, page.Contains("<option value=\"configuration\"", StringComparison.Ordinal));
        var live = page.Split("data-live=\"")[1].Split('"')[0].Split(' ');
        Assert.Equal(sees, live.Contains("configuration"));
        Assert.Contains("provider.status", live);
        Assert.DoesNotContain("usage", live);
    }

    [Fact]
    public async Task Without_events_it_says_so()
    {
        await _site.SignInAsync("hai-viewer");
        _site.Gateway.AnswerList<EventDocument>(History, []);
        Assert.Contains("Nothing happened in this time.", await _site.PageAsync("/events"));
        Assert.Contains("Nothing of this kind happened in this time.", await _site.PageAsync("/events?topic=budget"));
        _site.Gateway.AnswerList<EventDocument>(History, [], next: "7");
        var page = await _site.PageAsync("/events?filter=kind:rare");
        Assert.Contains("older ones may be", page);
        Assert.Contains("cursor=7", page);
    }

    [Fact]
    public async Task What_the_gateway_refuses_is_said()
    {
        _site.Gateway.Refuse(History, 403, "The topic configuration needs a key with the role administrator; yours has viewer.");
        await _site.SignInAsync("hai-viewer");
        var answer = await _site.Browser.GetAsync("/events?topic=configuration");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("needs a key with the role administrator", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_filter_that_is_none_stays_in_the_form_with_what_is_wrong_with_it()
    {
        _site.Gateway.Refuse(History, 400, "'filter' must have a field and a value, such as kind:failed.");
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/events?topic=jobs&filter=failed");
        string[] shown = ["must have a field and a value", "value=\"failed\"", "<option value=\"jobs\" selected", "Clear"];
        Assert.All(shown, text => Assert.Contains(text, page));
        Assert.DoesNotContain("Nothing of this kind happened", page);
    }

    [Theory]
    [InlineData("configuration", """{"action":"key.create","target":"k1"}""", "key.create of k1", "changed", "/audit")]
    [InlineData("provider.status", """{"kind":"breaker.closed","deployment":"a/m"}""", "The circuit of a/m closed", "closed", "/providers/a")]
    [InlineData("provider.status", """{"kind":"breaker.opened","deployment":"gpt-eu","provider":"openai"}""", "The circuit of gpt-eu opened", "opened", "/providers/openai")]
    [InlineData("provider.status", """{"kind":"breaker.opened","deployment":"gpt-eu"}""", "The circuit of gpt-eu opened", "opened", "/routing?search=gpt-eu")]
    [InlineData("provider.status", """{"kind":"breaker.opened","deployment":"gpt eu&x"}""", "The circuit of gpt eu&x opened", "opened", "/routing?search=gpt%20eu%26x")]
    [InlineData("fallback", """{"kind":"rule.ended","deployment":"gpt-eu","rule":"slow","provider":"openai"}""", "The rule slow does not hold for gpt-eu any more", "ended", "/providers/openai")]
    [InlineData("provider.health", """{"provider":"a b","level":"critical","before":"healthy","reason":"it is down"}""", "a b is critical, was healthy: it is down", "critical", "/providers/a%20b")]
    [InlineData("provider.health", """{"provider":"a","deployment":"a/m","level":"healthy","before":"warning","reason":null}""", "a/m is healthy, was warning", "healthy", "/providers/a")]
    [InlineData("fallback", """{"kind":"fallback","deployment":"a/m","target":"b/m","cause":"Timeout","count":3}""", "3 requests of a/m went on with b/m: Timeout", "fallback", "/providers/a")]
    [InlineData("fallback", """{"kind":"rule.met","deployment":"a/m","rule":"slow","count":1}""", "The rule slow holds for a/m", "met", "/providers/a")]
    [InlineData("fallback", """{"kind":"rule.ended","deployment":"a/m","rule":"slow"}""", "The rule slow does not hold for a/m any more", "ended", "/providers/a")]
    [InlineData("budget", """{"kind":"warning","budget":"team","target":"t1","period":"daily","threshold":0.8,"limitUsd":10,"spentUsd":8.25}""", "The daily budget team of t1 has reached 80 %: $8.25 of $10.00 spent", "warning", "/costs")]
    [InlineData("budget", """{"kind":"exhausted","budget":"all","target":null,"period":"total","limitUsd":5,"spentUsd":5}""", "The total budget all is used up: $5.00 of $5.00 spent", "used up", "/costs")]
    [InlineData("cache.purge", """{"kind":"tag","value":"news"}""", "Cached answers were purged by tag: news", "purged", "/cache")]
    [InlineData("cache.purge", """{"kind":"all","value":null}""", "All cached answers were purged", "purged", "/cache")]
    [InlineData("semantic-cache", """{"model":"m","state":"shown","agreed":400,"compared":402}""", "Answers of m found by meaning: shown, 400 of 402 comparisons agreed", "shown", "/cache")]
    [InlineData("errors", """{"kind":"new","cause":"ServerError","status":500,"provider":"a","deployment":null,"detail":"oops"}""", "New: ServerError, HTTP 500, a: oops", "new", "/errors?state=all")]
    [InlineData("errors", """{"kind":"resolved","cause":"Timeout","status":0,"provider":"a"}""", "Resolved: Timeout, a", "resolved", "/errors?state=all")]
    [InlineData("alerts", """{"kind":"begun","source":"system-health-check","subject":"disk","level":"warning","reason":"90 % full"}""", "disk is warning: 90 % full", "warning", "/jobs/system-health-check")]
    [InlineData("alerts", """{"kind":"ended","source":"system-health-check","subject":"disk","level":"healthy"}""", "disk is well again", "over", "/jobs/system-health-check")]
    [InlineData("tests", """{"id":"0195d1c0-0000-7000-8000-000000000004","provider":"a","state":"running","progress":0.4,"message":"latency"}""", "Test of a: running, 40 % done: latency", "running", "/providers/a/tests/0195d1c0-0000-7000-8000-000000000004")]
    [InlineData("jobs", """{"kind":"progress","job":"retention","progress":0.5,"message":"records"}""", "retention goes on, 50 % done: records", "progress", "/jobs/retention")]
    [InlineData("jobs", """{"kind":"succeeded","job":"retention","progress":1,"message":"the last step","counts":{"records":12000,"none":0}}""", "retention succeeded: records 12,000", "succeeded", "/jobs/retention")]
    [InlineData("jobs", """{"kind":"released","job":"retention"}""", "retention was given back unfinished", "released", "/jobs/retention")]
    [InlineData("later", """{"kind":"more"}""", "more", "more", null)]
    [InlineData("later", "\"a text\"", "later", "event", null)]
    public void Each_topic_has_words_a_state_and_a_page(string topic, string data, string summary, string word, string? address)
    {
        var one = Event(1, topic, data);
        Assert.Equal((summary, word, address), (EventText.Summary(one), EventText.State(one).Word, EventText.Address(one)));
    }

    private static EventDocument Event(long id, string topic, string data) => new() { Id = id, At = Sample.Start, Topic = topic, Data = JsonElement.Parse(data) };
}
