using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using HybridAi.Client.Resilience;
using HybridAi.Client.Routing;
using HybridAi.Client.Tenancy;
using HybridAi.Web.Pages.Routing;
using HybridAi.Web.Tests.Fakes;

namespace HybridAi.Web.Tests.Pages;

public sealed class RulesTests : IAsyncLifetime
{
    private static readonly Guid Team = Guid.Parse("01950000-0000-7000-8000-000000000007");

    private const string Ticked = "<input type=\"checkbox\" name=\"over\" value=\"9\" checked";

    private readonly Site _site = new();

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        _site.Gateway.Answer("GET /api/routing", new RoutingSettingsDocument
        {
            Strategy = "ordered",
            Fallback = true,
            Exploration = 0.05,
            Weights = new Dictionary<string, double> { ["latency"] = 0.3, ["cost"] = 0.2 },
            Strategies = [new("ordered", "as listed"), new("cost", "lowest expected cost"), new("latency", "lowest P95")],
        });
        _site.Gateway.Answer("GET /api/routing/rules", new RoutingRuleSetDocument { Revision = 9, Rules = [First(), Second()] });
        _site.Gateway.Answer("GET /api/routing/rules/second", Second() with { Revision = 9 });
        _site.Gateway.Answer("GET /api/routing/rules/first", First() with { Revision = 9 });
        _site.Gateway.AnswerList<RoutingRuleSetDocument>("GET /api/routing/rules/versions",
            [new() { Revision = 9, UpdatedAt = Sample.Start, Action = "routing-rule.update", Target = "first", ByKey = Team }, new() { Revision = 8, UpdatedAt = Sample.Start, Action = "routing-rule.create", Target = "first" }]);
        _site.Gateway.AnswerList<FallbackDocument>("GET /api/routing/fallbacks", [new() { Name = "big", Enabled = true, Model = "gpt", On = ["overload", "timeout"], Targets = ["claude", "gemini"] }]);
        _site.Gateway.AnswerList<KeyDocument>("GET /api/keys", []);
        _site.Gateway.AnswerList<TeamDocument>("GET /api/teams", [new() { Id = Team, OrganizationId = Guid.Empty, Name = "Research <1>", CreatedAt = Sample.Start, Revision = 1 }]);
        _site.Gateway.AnswerList<UserDocument>("GET /api/users", []);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Strategies_rules_fallbacks_and_versions_are_told_in_words()
    {
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/routing/rules");
        string[] shown =
        [
            "<strong>ordered</strong>: as listed", "Routing__Strategy", "all others that ask for none", "models gpt-*; teams Research &lt;1&gt; (rule first)", "requests that ask for it", "latency 0.3, cost 0.2",
            "5 % of the requests", "only region eu-*", "split 90 % to provider openai, 10 % to provider groq", "but not tags urgent", "switched off", "there is no provider gone", "overload or timeout",
            "go on with claude, then gemini", "routing-rule.update first",
        ];
        Assert.All(shown, text => Assert.Contains(text, page));
        foreach (var act in new[] { "Move", "Restore", "Add a rule", "Switch o", "method=\"post\" action=\"/routing" })
            Assert.DoesNotContain(act, page);
    }

    [Fact]
    public async Task Without_rules_it_says_so()
    {
        _site.Gateway.Answer("GET /api/routing/rules", new RoutingRuleSetDocument { Revision = 0, Rules = [] });
        _site.Gateway.AnswerList<RoutingRuleSetDocument>("GET /api/routing/rules/versions", []);
        _site.Gateway.AnswerList<FallbackDocument>("GET /api/routing/fallbacks", []);
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/routing/rules");
        string[] shown = ["There are none: each request goes by the strategy", "No fallback rule is set."];
        Assert.All(shown, text => Assert.Contains(text, page));
    }

    [Fact]
    public async Task A_part_that_cannot_be_read_leaves_the_others()
    {
        _site.Gateway.Refuse("GET /api/routing", 500, "Broken & mended soon");
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/routing/rules");
        Assert.Contains("Broken &amp; mended soon", page);
        Assert.Contains("split 90 %", page);
    }

    [Fact]
    public async Task An_operator_changes_nothing()
    {
        await _site.SignInAsync("hai-operator");
        Assert.DoesNotContain("action=\"/routing/rules", await _site.PageAsync("/routing/rules"));
    }

    [Fact]
    public async Task An_administrator_adds_a_rule()
    {
        _site.Gateway.Answer("POST /api/routing/rules", First());
        await _site.SignInAsync("hai-admin");
        await _site.SendFormAsync(
            "/routing/rules", "/routing/rules", ("name", "new"), ("revision", "9"), ("description", "Why"), ("position", "1"), ("enabled", "true"), ("models", "gpt-*, auto"), ("teams", Team.ToString()),
            ("tokensTo", "5000"), ("days", "monday, friday"), ("from", "08:00"), ("timeZone", "Europe/Berlin"), ("preferProviders", "openai"), ("avoidRegions", "us-*"), ("strategy", "latency"), ("hedge", "false"),
            ("more", """{"when": {"state": {"of": {"providers": ["groq"]}, "healthy": false}}, "unless": {"tags": ["urgent"]}}"""));
        var change = Assert.Single(_site.Gateway.Changes);
        string[] parts =
        [
            "POST /api/routing/rules {", "\"name\":\"new\"", "\"position\":1", "\"models\":[\"gpt-*\",\"auto\"]", $"\"teams\":[\"{Team}\"]", "\"atMost\":5000", "\"days\":[\"monday\",\"friday\"]",
            "\"from\":\"08:00\"", "\"timeZone\":\"Europe/Berlin\"", "\"prefer\":{\"providers\":[\"openai\"]", "\"regions\":[\"us-*\"]", "\"strategy\":\"latency\"", "\"hedge\":false", "\"healthy\":false", "\"tags\":[\"urgent\"]",
        ];
        Assert.All(parts, part => Assert.Contains(part, change));
        // The rules may change under a new one as they like.
        Assert.DoesNotContain("revision", change);
        Assert.Contains("The rule new is added.", await _site.PageAsync("/routing/rules"));
    }

    [Fact]
    public async Task A_rule_that_is_changed_keeps_all_that_it_has()
    {
        _site.Gateway.Answer("PUT /api/routing/rules/second", Second());
        await _site.SignInAsync("hai-admin");
        var page = WebUtility.HtmlDecode(await _site.PageAsync("/routing/rules?edit=second"));
        string[] shown = ["name=\"was\" value=\"second\"", "\"percent\": 90", "\"urgent\""];
        Assert.All(shown, text => Assert.Contains(text, page));
        var answer = await _site.SendFormAsync("/routing/rules?range=7d&edit=second", "/routing/rules", ("was", "second"), ("revision", "9"), ("position", "2"), ("enabled", "true"), ("more", RuleForms.MoreOf(Second())!));
        var change = Assert.Single(_site.Gateway.Changes);
        Assert.Equal("/routing/rules?range=7d", answer.Headers.Location?.ToString());
        string[] parts = ["PUT /api/routing/rules/second {", "\"percent\":90", "\"percent\":10", "\"tags\":[\"urgent\"]", "\"enabled\":true", "\"revision\":9"];
        Assert.All(parts, part => Assert.Contains(part, change));
    }

    [Fact]
    public async Task An_administrator_moves_switches_deletes_and_restores()
    {
        _site.Gateway.Answer("PUT /api/routing/rules/second", Second() with { Position = 1 });
        _site.Gateway.Answer("PUT /api/routing/rules/first", First() with { Enabled = false });
        _site.Gateway.Answer("POST /api/routing/rules/versions/8/restore", new RoutingRuleSetDocument { Revision = 10 });
        await _site.SignInAsync("hai-admin");
        await _site.SendFormAsync("/routing/rules", "/routing/rules/second/move", ("position", "1"), ("revision", "9"));
        Assert.Contains("The rule second is at place 1.", await _site.PageAsync("/routing/rules"));
        await _site.SendFormAsync("/routing/rules", "/routing/rules/first/switch", ("enabled", "false"), ("revision", "9"));
        Assert.Contains("The rule first is switched off.", await _site.PageAsync("/routing/rules"));
        var left = await _site.SendFormAsync("/routing/rules?range=7d&edit=first", "/routing/rules/first/delete", ("revision", "9"));
        Assert.Equal("/routing/rules?range=7d", left.Headers.Location?.ToString());
        await _site.SendFormAsync("/routing/rules", "/routing/rules/versions/8/restore");
        Assert.Contains("The rules of version 8 hold again, as version 10.", await _site.PageAsync("/routing/rules"));
        string[][] wanted =
        [
            ["PUT /api/routing/rules/second {", "\"position\":1", "\"revision\":9", "\"percent\":90", "\"urgent\""],
            ["PUT /api/routing/rules/first {", "\"enabled\":false", "\"position\":1", "\"strategy\":\"cost\""],
            ["DELETE /api/routing/rules/first?revision=9"],
            ["POST /api/routing/rules/versions/8/restore"],
        ];
        Assert.Equal(wanted.Length, _site.Gateway.Changes.Count);
        for (var i = 0; i < wanted.Length; i++)
            Assert.All(wanted[i], part => Assert.Contains(part, _site.Gateway.Changes[i]));
    }

    [Fact]
    public async Task What_conflicts_stays_in_the_form_with_the_revision_that_it_was_written_against()
    {
        _site.Gateway.Refuse("PUT /api/routing/rules/first", 409, "The rules were changed meanwhile.");
        await _site.SignInAsync("hai-admin");
        var answer = await _site.SendFormAsync("/routing/rules?edit=first", "/routing/rules", ("was", "first"), ("revision", "7"), ("strategy", "latency"), ("models", "mine"));
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        string[] kept =
        [
            "The rules were changed meanwhile.", "name=\"revision\" value=\"7\"", "value=\"mine\"", "<option value=\"latency\" selected>", "name=\"over\" value=\"9\"", "Save over what was changed meanwhile",
            "data-address=\"/routing/rules?edit=first\"",
        ];
        Assert.All(kept, text => Assert.Contains(text, page));
        Assert.Contains("\"revision\":7", Assert.Single(_site.Gateway.Changes));
        Assert.DoesNotMatch(Ticked, page);
    }

    [Fact]
    public async Task Whether_to_save_over_is_asked_after_conflicts_only_and_stays_ticked()
    {
        _site.Gateway.Refuse("PUT /api/routing/rules/first", 400, "strategy is unknown");
        await _site.SignInAsync("hai-admin");
        Assert.DoesNotContain("name=\"over\"", await RefusedAsync(("revision", "9")));
        Assert.Matches(Ticked, await RefusedAsync(("revision", "7"), ("over", "9")));
        // It was said of a revision that is no more either.
        Assert.DoesNotMatch(Ticked, await RefusedAsync(("revision", "7"), ("over", "8")));

        async Task<string> RefusedAsync(params (string, string)[] fields) =>
            await (await _site.SendFormAsync("/routing/rules?edit=first", "/routing/rules", [("was", "first"), ("strategy", "latency"), .. fields])).Content.ReadAsStringAsync();
    }

    [Fact]
    public async Task What_conflicts_is_saved_over_what_is_there_if_the_reader_says_so()
    {
        _site.Gateway.Answer("PUT /api/routing/rules/first", First());
        await _site.SignInAsync("hai-admin");
        // Nothing to be saved over as long as nothing conflicts.
        Assert.DoesNotContain("name=\"over\"", await _site.PageAsync("/routing/rules?edit=first"));
        await _site.SendFormAsync("/routing/rules?edit=first", "/routing/rules", ("was", "first"), ("revision", "7"), ("over", "9"), ("strategy", "latency"));
        Assert.Contains("\"revision\":9", Assert.Single(_site.Gateway.Changes));
        Assert.Contains("The rule first is changed.", await _site.PageAsync("/routing/rules"));
    }

    [Fact]
    public async Task A_new_rule_that_is_refused_is_not_bound_to_a_revision_either()
    {
        _site.Gateway.Refuse("POST /api/routing/rules", 400, "strategy is unknown");
        await _site.SignInAsync("hai-admin");
        var answer = await _site.SendFormAsync("/routing/rules", "/routing/rules", ("name", "new"), ("strategy", "cost"));
        var form = (await answer.Content.ReadAsStringAsync()).Split("id=\"rule-form\"")[1].Split("</details>")[0];
        Assert.Contains("name=\"name\" value=\"new\"", form);
        Assert.DoesNotContain("name=\"revision\"", form);
    }

    [Theory]
    [InlineData("strategy", "", "Say what the rule does")]
    [InlineData("keys", "ann", "ids have to be ids")]
    [InlineData("tokensTo", "many", "The most tokens has to be a whole number")]
    [InlineData("more", "{", "More is not as the API writes it")]
    [InlineData("more", "{\"unles\": {}}", "More is not as the API writes it")]
    [InlineData("more", "{\"then\": {\"strategy\": \"cost\"}}", "More may have unless, when.state and then.split only")]
    public async Task What_is_no_rule_says_why(string field, string value, string problem)
    {
        await _site.SignInAsync("hai-admin");
        (string, string)[] good = [("name", "new"), ("strategy", "cost")];
        var answer = await _site.SendFormAsync("/routing/rules", "/routing/rules", [.. good.Where(one => one.Item1 != field), (field, value)]);
        Assert.Contains(problem, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
        Assert.Empty(_site.Gateway.Changes);
    }

    [Fact]
    public async Task Values_with_commas_come_back_whole()
    {
        var rule = First() with { When = new RuleConditionsDocument { Tasks = ["plan, then write", "code"], Tags = ["\"quoted\""], EndUsers = ["Byron, Ada"] } };
        _site.Gateway.Answer("GET /api/routing/rules", new RoutingRuleSetDocument { Revision = 9, Rules = [rule] });
        _site.Gateway.Answer("PUT /api/routing/rules/first", rule);
        await _site.SignInAsync("hai-admin");
        var page = WebUtility.HtmlDecode(await _site.PageAsync("/routing/rules?edit=first"));
        (string Name, string Value)[] fields = [("tasks", "\"plan, then write\", code"), ("tags", "\"\"\"quoted\"\"\""), ("endUsers", "\"Byron, Ada\"")];
        Assert.All(fields, field => Assert.Contains($"name=\"{field.Name}\" value=\"{field.Value}\"", page));
        await _site.SendFormAsync("/routing/rules?edit=first", "/routing/rules", [("was", "first"), ("revision", "9"), ("strategy", "cost"), .. fields]);
        var sent = JsonElement.Parse(Assert.Single(_site.Gateway.Changes)["PUT /api/routing/rules/first ".Length..]).GetProperty("when");
        Assert.Equal(["plan, then write", "code"], sent.GetProperty("tasks").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(["\"quoted\""], sent.GetProperty("tags").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(["Byron, Ada"], sent.GetProperty("endUsers").EnumerateArray().Select(one => one.GetString()));
    }

    [Fact]
    public async Task Several_keys_teams_and_users_are_chosen_by_their_names()
    {
        var (other, gone) = (Guid.Parse("01950000-0000-7000-8000-000000000008"), Guid.Parse("01950000-0000-7000-8000-000000000009"));
        _site.Gateway.AnswerList<TeamDocument>("GET /api/teams",
        [
            new() { Id = Team, OrganizationId = Guid.Empty, Name = "Research <1>", CreatedAt = Sample.Start, Revision = 1 },
            new() { Id = other, OrganizationId = Guid.Empty, Name = "Sales", CreatedAt = Sample.Start, Revision = 1 },
        ]);
        var rule = First() with { When = new RuleConditionsDocument { Teams = [Team, gone] } };
        _site.Gateway.Answer("GET /api/routing/rules", new RoutingRuleSetDocument { Revision = 9, Rules = [rule] });
        _site.Gateway.Answer("PUT /api/routing/rules/first", rule);
        await _site.SignInAsync("hai-admin");
        var page = await _site.PageAsync("/routing/rules?edit=first");
        string[] shown = [$"<option value=\"{Team}\" selected>Research &lt;1&gt;</option>", $"<option value=\"{other}\">Sales</option>", $"<option value=\"{gone}\" selected>{gone}</option>"];
        Assert.All(shown, text => Assert.Contains(text, page));
        await _site.SendFormAsync("/routing/rules?edit=first", "/routing/rules", ("was", "first"), ("revision", "9"), ("strategy", "cost"), ("teams", Team.ToString()), ("teams", other.ToString()));
        Assert.Contains($"\"teams\":[\"{Team}\",\"{other}\"]", Assert.Single(_site.Gateway.Changes));
    }

    [Fact]
    public async Task However_many_are_chosen_the_API_says_whether_they_are_too_many_and_they_stay_chosen()
    {
        _site.Gateway.Refuse("POST /api/routing/rules", 400, "keys may have 200 values at most.");
        await _site.SignInAsync("hai-admin");
        var ids = Enumerable.Range(0, 1000).Select(number => $"01950000-0000-7000-8000-{number:000000000000}").ToList();
        var answer = await _site.SendFormAsync("/routing/rules", "/routing/rules",
            [("name", "new"), ("strategy", "cost"), .. ids.Select(id => ("keys", id)), .. ids.Select(id => ("teams", id)), .. ids.Select(id => ("users", id))]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("keys may have 200 values at most.", page);
        Assert.Contains("name=\"name\" value=\"new\"", page);
        Assert.Equal(3000, Regex.Count(page, "<option value=\"01950000-0000-7000-8000-[0-9]{12}\" selected>"));
    }

    [Fact]
    public async Task Of_more_than_are_listed_the_others_are_named_by_their_ids()
    {
        var beyond = Guid.Parse("01950000-0000-7000-8000-000000000008");
        _site.Gateway.AnswerList<TeamDocument>("GET /api/teams", [new() { Id = Team, OrganizationId = Guid.Empty, Name = "Research", CreatedAt = Sample.Start, Revision = 1 }], next: "c2");
        _site.Gateway.Answer("GET /api/routing/rules", new RoutingRuleSetDocument { Revision = 9, Rules = [First() with { When = new RuleConditionsDocument { Teams = [Team, beyond] } }] });
        await _site.SignInAsync("hai-admin");
        var page = await _site.PageAsync("/routing/rules?edit=first");
        Assert.Contains($"<option value=\"{Team}\" selected>Research</option>", page);
        Assert.Contains($"<input name=\"teams\" value=\"{beyond}\"", page);
        Assert.DoesNotContain($"<option value=\"{beyond}\"", page);
    }

    [Fact]
    public async Task Who_cannot_be_listed_stays_in_the_rule_by_id()
    {
        _site.Gateway.Refuse("GET /api/teams", 500, "They are away.");
        await _site.SignInAsync("hai-admin");
        Assert.Contains($"<input name=\"teams\" value=\"{Team}\"", await _site.PageAsync("/routing/rules?edit=first"));
    }

    [Fact]
    public async Task Ids_are_read_as_all_lists_are_also_when_the_form_is_shown_again()
    {
        _site.Gateway.Refuse("GET /api/teams", 500, "They are away.");
        _site.Gateway.Refuse("POST /api/routing/rules", 400, "strategy is unknown");
        await _site.SignInAsync("hai-admin");
        var refused = await _site.SendFormAsync("/routing/rules", "/routing/rules", ("name", "new"), ("strategy", "cost"), ("teams", $"\"{Team}\", {Guid.Empty}"));
        Assert.Contains($"<input name=\"teams\" value=\"{Team}, {Guid.Empty}\"", await refused.Content.ReadAsStringAsync());
        Assert.Contains($"\"teams\":[\"{Team}\",\"{Guid.Empty}\"]", Assert.Single(_site.Gateway.Changes));

        var unread = await _site.SendFormAsync("/routing/rules", "/routing/rules", ("name", "new"), ("strategy", "cost"), ("teams", $"\"{Team}"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unread.StatusCode);
        var page = await unread.Content.ReadAsStringAsync();
        Assert.Contains("begins with a quotation mark, and none ends it.", page);
        Assert.Contains($"<input name=\"teams\" value=\"&quot;{Team}\"", page);
    }

    [Fact]
    public async Task Ids_that_are_no_list_leave_what_was_chosen_beside_them()
    {
        // There are more teams than are read, so that one chooses among these and writes the ids of others.
        _site.Gateway.AnswerList<TeamDocument>(
            "GET /api/teams", [new() { Id = Team, OrganizationId = Guid.Empty, Name = "Research", CreatedAt = Sample.Start, Revision = 1 }], next: "c2");
        await _site.SignInAsync("hai-admin");
        var refused = await _site.SendFormAsync("/routing/rules", "/routing/rules", ("name", "new"), ("strategy", "cost"), ("teams", Team.ToString()), ("teams", "\"x"));
        var page = await refused.Content.ReadAsStringAsync();
        Assert.Contains($"<option value=\"{Team}\" selected>Research</option>", page);
        Assert.Contains("<input name=\"teams\" value=\"&quot;x\"", page);
        Assert.Empty(_site.Gateway.Changes);
    }

    [Fact]
    public async Task A_rule_with_long_lists_is_taken()
    {
        _site.Gateway.Answer("POST /api/routing/rules", First());
        await _site.SignInAsync("hai-admin");
        var users = Enumerable.Range(0, 1000).Select(number => $"user-{number:0000}-of-many@example.org").ToList();
        var answer = await _site.SendFormAsync("/routing/rules", "/routing/rules", ("name", "new"), ("strategy", "cost"), ("endUsers", string.Join(", ", users)));
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Contains($"\"{users[^1]}\"]", Assert.Single(_site.Gateway.Changes));
    }

    [Fact]
    public void Conditions_and_actions_are_told_in_words()
    {
        static string Name(Guid id) => "K";
        Assert.Equal("all requests", RuleText.Conditions(null, Name));
        Assert.Equal("keys K; up to 5,000 tokens in; monday 08:00 to 24:00 UTC", RuleText.Conditions(new RuleConditionsDocument
        {
            Keys = [Guid.NewGuid()], Tokens = new TokenRangeDocument { AtMost = 5000 }, Time = new RuleHoursDocument { Days = ["monday"], From = "08:00" },
        }, Name));
        Assert.Equal("while provider groq is not healthy and fails at least 20 %", RuleText.Conditions(new RuleConditionsDocument
        {
            State = new RuleStateDocument { Of = new DeploymentSelectionDocument { Providers = ["groq"] }, Healthy = false, ErrorRateAtLeast = 0.2 },
        }, Name));
        Assert.Equal("first provider a or b and tag x; hedged", RuleText.Actions(new RuleActionsDocument { Prefer = new DeploymentSelectionDocument { Providers = ["a", "b"], Tags = ["x"] }, Hedge = true }));
    }

    private static RoutingRuleDocument First() => new()
    {
        Name = "first", Description = "Saves", Enabled = true, Position = 1, When = new RuleConditionsDocument { Models = ["gpt-*"], Teams = [Team] },
        Then = new RuleActionsDocument { Strategy = "cost", Require = new DeploymentSelectionDocument { Regions = ["eu-*"] } },
    };

    private static RoutingRuleDocument Second() => new()
    {
        Name = "second", Enabled = false, Position = 2, Unless = new RuleConditionsDocument { Tags = ["urgent"] }, Problems = ["there is no provider gone"],
        Then = new RuleActionsDocument
        {
            Split =
            [
                new SplitShareDocument { Percent = 90, To = new DeploymentSelectionDocument { Providers = ["openai"] } }, new SplitShareDocument { Percent = 10, To = new DeploymentSelectionDocument { Providers = ["groq"] } },
            ],
        },
    };
}
