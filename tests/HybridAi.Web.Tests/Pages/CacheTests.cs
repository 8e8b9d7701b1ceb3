using System.Net;
using HybridAi.Client.Caching;
using HybridAi.Web.Pages.Cache;
using HybridAi.Web.Tests.Fakes;

namespace HybridAi.Web.Tests.Pages;

public sealed class CacheTests : IAsyncLifetime
{
    private readonly Site _site = new();

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        var usage = new CacheUsageDocument { Model = "gpt", Requests = 400, Exact = 90, Coalesced = 10, Misses = 300, HitRate = 0.25, Writes = 300, SavedUsd = 1.25m, SavedMs = 95_000 };
        _site.Gateway.Answer("GET /api/cache", new CacheStatisticsDocument
        {
            Enabled = true,
            Total = usage with { Model = null },
            Models = [usage, usage with { Model = "*" }],
            Levels = [new CacheLevelDocument { Name = "redis", State = "degraded", Detail = "it is <slow>", Bytes = 1536, MostBytes = 500L * 1024 * 1024, Entries = 12 }],
        });
        _site.Gateway.Answer("GET /api/metrics", Sample.Metrics(24, "cache_hit_rate", "cost_saved"));
        _site.Gateway.AnswerList<CacheEntryDocument>("GET /api/cache/entries",
        [
            new() { Key = "ab12", Api = "chat.completions", Provider = "openai", Model = "gpt", RequestedModel = "gpt", CreatedAt = Sample.Start - TimeSpan.FromMinutes(10), ExpiresAt = Sample.Start + TimeSpan.FromMinutes(50), Bytes = 2048, Hits = 3 },
        ], next: "c2");
        _site.Gateway.AnswerList("GET /api/cache/rules", [Rule()]);
        _site.Gateway.Answer("GET /api/cache/semantic", new SemanticCacheDocument
        {
            Mode = "shadow", Method = "minhash", Entries = 7, Bytes = 1024, MinPrecision = 0.98,
            Models = [new SemanticModelDocument { Organization = Guid.Empty, Model = "gpt", State = "refuted", Compared = 100, Agreed = 60, PrecisionAtLeast = 0.5, Bins = [] }],
        });
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task What_the_cache_did_and_has_is_shown()
    {
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/cache?range=7d&search=gp");
        string[] shown =
        [
            "25 %", "of 400 requests", "$1.25", "1.6 min", "all others", "it is &lt;slow&gt;", "1.50 KB of 500 MB", "10 min ago", "in 50 min", "2.00 KB", "models gpt-*; temperature up to 0.3",
            "live 1h", "2h: keeps 90 % of 50 reuses, now 70 %", "too low", "Only compared", "cursor=c2",
        ];
        Assert.All(shown, text => Assert.Contains(text, page));
        Assert.Contains("/api/cache?from=7d hai-viewer", _site.Gateway.Calls);
        Assert.Contains("/api/cache/entries?search=gp&limit=25 hai-viewer", _site.Gateway.Calls);
        Assert.DoesNotContain("Purge", page);
        Assert.DoesNotContain("Add a rule", page);
    }

    [Fact]
    public async Task A_cache_that_is_switched_off_and_empty_says_so()
    {
        _site.Gateway.Answer("GET /api/cache", new CacheStatisticsDocument { Enabled = false, Total = new CacheUsageDocument() });
        _site.Gateway.AnswerList<CacheEntryDocument>("GET /api/cache/entries", []);
        _site.Gateway.AnswerList<CacheRuleDocument>("GET /api/cache/rules", []);
        _site.Gateway.Answer("GET /api/metrics", Sample.Metrics(0, "cache_hit_rate", "cost_saved"));
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/cache");
        string[] shown = ["Switched off.", "There are none.", "No request could use the cache in this time.", "It knew nothing in this time."];
        Assert.All(shown, text => Assert.Contains(text, page));
    }

    [Theory]
    [InlineData("key", "ab12", """{"key":"ab12"}""", "The cached answer is purged.")]
    [InlineData("model", "gpt", """{"model":"gpt"}""", "Cached answers of gpt are purged.")]
    [InlineData("tag", "a", """{"tag":"a"}""", "Cached answers with the tag a are purged.")]
    [InlineData("all", "", """{"all":true}""", "All cached answers of your organization are purged.")]
    public async Task An_operator_purges(string what, string value, string body, string told)
    {
        _site.Gateway.Answer("POST /api/cache/purge", new CachePurgeDocument { Kind = what, Value = value });
        await _site.SignInAsync("hai-operator");
        await _site.SendFormAsync("/cache", "/cache/purge", ("what", what), ("value", value));
        Assert.Equal("POST /api/cache/purge " + body, Assert.Single(_site.Gateway.Changes));
        Assert.Contains(told, await _site.PageAsync("/cache"));
    }

    [Theory]
    [InlineData("all", "gpt", "leave empty which")]
    [InlineData("model", " ", "Say which model or tag")]
    public async Task A_purge_that_may_be_a_mistake_is_none(string what, string value, string problem)
    {
        await _site.SignInAsync("hai-operator");
        var answer = await _site.SendFormAsync("/cache", "/cache/purge", ("what", what), ("value", value));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(problem, await answer.Content.ReadAsStringAsync());
        Assert.Empty(_site.Gateway.Changes);
    }

    [Fact]
    public async Task A_refused_purge_of_one_answer_does_not_turn_into_one_of_a_model()
    {
        _site.Gateway.Refuse("POST /api/cache/purge", 503, "The cache is away.");
        await _site.SignInAsync("hai-operator");
        var answer = await _site.SendFormAsync("/cache", "/cache/purge", ("what", "key"), ("value", "ab12"));
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("The cache is away.", page);
        Assert.Contains("<input name=\"value\" maxlength=\"256\"", page);
        Assert.Matches("<details class=\"edit\">\\s*<summary>Purge answers", page);
    }

    [Fact]
    public async Task A_refused_purge_leaves_the_form_of_the_rule_that_is_being_changed_as_it_is()
    {
        await _site.SignInAsync("hai-admin");
        var answer = await _site.SendFormAsync("/cache?edit=cold", "/cache/purge", ("what", "tag"), ("value", ""));
        var page = await answer.Content.ReadAsStringAsync();
        string[] kept = ["Say which model or tag", "<option value=\"tag\" selected", "name=\"models\" value=\"gpt-*\"", "name=\"ttl\" value=\"1h\"", "name=\"revision\" value=\"2\""];
        Assert.All(kept, text => Assert.Contains(text, page));
    }

    [Fact]
    public async Task A_refused_rule_stays_in_its_form_as_it_was_written()
    {
        _site.Gateway.Refuse("PUT /api/cache/rules/cold", 400, "ttl is too long");
        await _site.SignInAsync("hai-admin");
        var answer = await _site.SendFormAsync("/cache?edit=cold", "/cache/rules", ("name", "cold"), ("revision", "2"), ("ttl", "9000h"), ("models", "mine"));
        var page = await answer.Content.ReadAsStringAsync();
        string[] kept = ["ttl is too long", "name=\"models\" value=\"mine\"", "name=\"ttl\" value=\"9000h\""];
        Assert.All(kept, text => Assert.Contains(text, page));
        // It was not sent with the form for purging.
        Assert.Matches("<details class=\"edit\">\\s*<summary>Purge answers", page);
    }

    [Fact]
    public async Task An_administrator_sets_changes_and_deletes_rules_and_an_operator_applies_proposals()
    {
        _site.Gateway.Answer("POST /api/cache/rules", Rule());
        _site.Gateway.Answer("PUT /api/cache/rules/cold", Rule());
        _site.Gateway.Answer("POST /api/cache/rules/cold/apply", Rule() with { Ttl = "2h" });
        await _site.SignInAsync("hai-admin");
        var set = await _site.SendFormAsync("/cache?range=7d", "/cache/rules", ("name", "new"), ("cache", "true"), ("enabled", "true"), ("ttl", "5m"), ("models", "a, b*"), ("hottest", "0.5"));
        Assert.Equal("/cache?range=7d", set.Headers.Location?.ToString());
        Assert.Contains("name=\"models\" value=\"gpt-*\"", await _site.PageAsync("/cache?edit=cold"));
        var changed = await _site.SendFormAsync("/cache?range=7d&search=gp&edit=cold", "/cache/rules", ("name", "cold"), ("revision", "2"), ("cache", "false"), ("enabled", "false"), ("priority", "5"));
        Assert.Equal("/cache?range=7d&search=gp", changed.Headers.Location?.ToString());
        await _site.SendFormAsync("/cache", "/cache/rules/cold/apply");
        Assert.Contains("Answers of the rule cold now live 2h.", await _site.PageAsync("/cache"));
        var left = await _site.SendFormAsync("/cache?range=7d&edit=cold", "/cache/rules/cold/delete", ("revision", "2"));
        Assert.Equal("/cache?range=7d", left.Headers.Location?.ToString());
        string[][] wanted =
        [
            ["POST /api/cache/rules {", "\"name\":\"new\"", "\"ttl\":\"5m\"", "\"models\":[\"a\",\"b*\"]", "\"atMost\":0.5"],
            ["PUT /api/cache/rules/cold {", "\"revision\":2", "\"cache\":false", "\"enabled\":false", "\"priority\":5"],
            ["POST /api/cache/rules/cold/apply"],
            ["DELETE /api/cache/rules/cold?revision=2"],
        ];
        Assert.Equal(wanted.Length, _site.Gateway.Changes.Count);
        for (var i = 0; i < wanted.Length; i++)
            Assert.All(wanted[i], part => Assert.Contains(part, _site.Gateway.Changes[i]));
        Assert.DoesNotContain("\"when\"", _site.Gateway.Changes[1]);
    }

    [Fact]
    public void Conditions_are_told_in_words()
    {
        Assert.Equal("all requests", CacheRuleText.Conditions(null));
        Assert.Equal("all requests", CacheRuleText.Conditions(new CacheConditionsDocument()));
        Assert.Equal("APIs embeddings; tags a or b; temperature 0 to 0.5", CacheRuleText.Conditions(new CacheConditionsDocument { Apis = ["embeddings"], Tags = ["a", "b"], Temperature = new(0, 0.5) }));
        Assert.Equal("temperature from 1", CacheRuleText.Conditions(new CacheConditionsDocument { Temperature = new(1) }));
    }

    private static CacheRuleDocument Rule() => new()
    {
        Name = "cold", Revision = 2, Ttl = "1h", When = new CacheConditionsDocument { Models = ["gpt-*"], Temperature = new CacheTemperatureDocument(AtMost: 0.3) },
        Proposal = new CacheTtlProposalDocument { Ttl = "2h", Keeps = 0.9, KeepsNow = 0.7, Reuses = 50 },
    };
}
