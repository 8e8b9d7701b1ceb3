using System.Net;
using HybridAi.Client.Paging;
using HybridAi.Client.RateLimits;
using HybridAi.Web.Tests.Fakes;

namespace HybridAi.Web.Tests.Pages;

public sealed class LimitsTests : IAsyncLifetime
{
    private readonly Site _site = new();

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        _site.Gateway.AnswerList<RateLimitDocument>("GET /api/ratelimits/config",
        [
            new() { Name = "each-key", Source = "api", Revision = 3, Scope = "key", Measure = "requests", Limit = 1000, Window = "1m", Algorithm = "sliding-window", Enabled = true },
            new() { Name = "at-once", Source = "configuration", Scope = "global", Measure = "concurrent", Limit = 20, Enabled = false },
        ]);
        _site.Gateway.AnswerList<RateLimitStatusDocument>("GET /api/ratelimits",
        [
            new() { Name = "each-key", Scope = "key", Target = "roomy", Measure = "requests", Limit = 1000, Remaining = 900, Window = "1m", ResetAt = Sample.Start + TimeSpan.FromSeconds(40), Shared = true },
            new() { Name = "each-key", Scope = "key", Target = "crowded", Measure = "requests", Limit = 1000, Remaining = 3, Window = "1m", Waiting = 5 },
        ]);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task What_is_too_much_is_called_so_and_not_too_old()
    {
        await _site.SignInAsync("hai-admin");
        var answer = await _site.SendFormAsync("/limits", "/limits", ("name", "new"), ("target", new string('x', 20_000)));
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("and may have 16.0 KB. Nothing was done.", page);
        Assert.DoesNotContain("too old", page);
        Assert.Empty(_site.Gateway.Changes);
    }

    [Fact]
    public async Task Limits_are_shown_with_those_that_have_the_least_room_first()
    {
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/limits");
        string[] shown = ["1,000 requests in 1m", "20 at a time", "switched off", "from the configuration", "997 of 1,000 requests", "in 40 s", "all gateways", "this gateway"];
        Assert.All(shown, text => Assert.Contains(text, page));
        Assert.True(page.IndexOf("crowded", StringComparison.Ordinal) < page.IndexOf("roomy", StringComparison.Ordinal));
        Assert.DoesNotContain("method=\"post\" action=\"/limits", page);
    }

    [Fact]
    public async Task Without_limits_it_says_so()
    {
        _site.Gateway.AnswerList<RateLimitDocument>("GET /api/ratelimits/config", []);
        _site.Gateway.AnswerList<RateLimitStatusDocument>("GET /api/ratelimits", []);
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/limits");
        Assert.Contains("None is set", page);
        Assert.Contains("None has counted anything lately.", page);
    }

    [Fact]
    public async Task An_operator_counts_anew_and_changes_nothing_else()
    {
        _site.Gateway.Answer("POST /api/ratelimits/each-key/reset", new DocumentPage<RateLimitStatusDocument>([], null));
        await _site.SignInAsync("hai-operator");
        await _site.SendFormAsync("/limits", "/limits/each-key/reset");
        Assert.StartsWith("POST /api/ratelimits/each-key/reset {", Assert.Single(_site.Gateway.Changes));
        var page = await _site.PageAsync("/limits");
        Assert.Contains("The limit each-key counts anew.", page);
        Assert.DoesNotContain("/delete", page);
        Assert.DoesNotContain("Add a limit", page);
    }

    [Fact]
    public async Task An_administrator_sets_changes_and_deletes_limits()
    {
        _site.Gateway.Answer("POST /api/ratelimits/config", new RateLimitDocument { Name = "new", Source = "api" });
        _site.Gateway.Answer("PUT /api/ratelimits/config/each-key", new RateLimitDocument { Name = "each-key", Source = "api" });
        await _site.SignInAsync("hai-admin");
        await _site.SendFormAsync("/limits", "/limits", ("name", "new"), ("scope", "ip"), ("measure", "requests"), ("limit", "50"), ("window", "1m"), ("algorithm", ""), ("enabled", "true"));
        Assert.Contains("name=\"limit\" inputmode=\"numeric\" required value=\"1000\"", await _site.PageAsync("/limits?edit=each-key"));
        var changed = await _site.SendFormAsync("/limits?range=7d&edit=each-key", "/limits", ("name", "each-key"), ("revision", "3"), ("source", "api"), ("limit", "70"), ("window", "1m"), ("enabled", "false"));
        Assert.Equal("/limits?range=7d", changed.Headers.Location?.ToString());
        // What the configuration set is laid over.
        await _site.SendFormAsync("/limits?edit=at-once", "/limits", ("name", "at-once"), ("revision", "0"), ("source", "configuration"), ("limit", "7"), ("measure", "concurrent"), ("enabled", "true"));
        var left = await _site.SendFormAsync("/limits?range=7d&edit=each-key", "/limits/each-key/delete", ("revision", "3"));
        Assert.Equal("/limits?range=7d", left.Headers.Location?.ToString());
        Assert.Equal("DELETE /api/ratelimits/config/each-key?revision=3", _site.Gateway.Changes[3]);
        string[][] wanted =
        [
            ["POST /api/ratelimits/config {", "\"name\":\"new\"", "\"scope\":\"ip\"", "\"limit\":50", "\"window\":\"1m\"", "\"enabled\":true"],
            ["PUT /api/ratelimits/config/each-key {", "\"revision\":3", "\"limit\":70", "\"enabled\":false"],
            ["POST /api/ratelimits/config {", "\"name\":\"at-once\"", "\"measure\":\"concurrent\"", "\"limit\":7"],
        ];
        for (var i = 0; i < wanted.Length; i++)
            Assert.All(wanted[i], part => Assert.Contains(part, _site.Gateway.Changes[i]));
        Assert.DoesNotContain("revision", _site.Gateway.Changes[2]);
    }

    [Fact]
    public async Task What_the_gateway_refuses_stays_in_the_form()
    {
        _site.Gateway.Refuse("POST /api/ratelimits/config", 400, "The window must be from 1s to 1d.");
        await _site.SignInAsync("hai-admin");
        var answer = await _site.SendFormAsync("/limits", "/limits", ("name", "x"), ("limit", "5"), ("window", "1y"), ("scope", "ip"));
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("The window must be from 1s to 1d.", page);
        Assert.Contains("value=\"1y\"", page);
    }
}
