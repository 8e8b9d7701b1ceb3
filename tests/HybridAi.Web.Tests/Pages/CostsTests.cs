using System.Net;
using HybridAi.Client.Budgets;
using HybridAi.Client.Metrics;
using HybridAi.Client.Tenancy;
using HybridAi.Web.Tests.Fakes;

namespace HybridAi.Web.Tests.Pages;

public sealed class CostsTests : IAsyncLifetime
{
    private static readonly Guid KeyId = Guid.Parse("0195d1c0-0000-7000-8000-000000000001");

    private readonly Site _site = new();

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        var compared = Sample.Comparison(1000, "openai");
        _site.Gateway.Answer("GET /api/metrics/providers", compared with
        {
            Providers = [compared.Providers[0] with { Models = [new ComparedModelDocument("cheap", Sample.Figures(100) with { CostUsd = 0 }), new ComparedModelDocument("dear", Sample.Figures(100))] }],
        });
        _site.Gateway.Answer("GET /api/metrics", Sample.Metrics(24, [new Dictionary<string, string?> { ["key"] = KeyId.ToString() }], "cost", "cost_saved", "requests", "unknown_costs"));
        _site.Gateway.AnswerList<KeyDocument>("GET /api/keys",
            [new() { Id = KeyId, Name = "the app", Prefix = "hai-1", Role = "inference", Status = "active", OrganizationId = Guid.Empty, CreatedAt = Sample.Start, Revision = 1 }]);
        _site.Gateway.AnswerList<BudgetDocument>("GET /api/budgets", [Budget("each-key", "api"), Budget("floor", "configuration")]);
        _site.Gateway.AnswerList<BudgetStatusDocument>("GET /api/budgets/status",
        [
            new()
            {
                Budget = "each-key", Scope = "key", Target = "the app", Period = "daily", Limit = 5, Spent = 4.5m, Reserved = 0.25m, Remaining = 0.25m, UsedUp = false, Action = "block",
                PeriodStart = Sample.Start, ResetsAt = Sample.Start + TimeSpan.FromHours(3), Source = "counters",
            },
        ]);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task What_was_spent_is_shown_by_time_model_and_key()
    {
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/costs");
        Assert.True(page.IndexOf(">dear<", StringComparison.Ordinal) < page.IndexOf(">cheap<", StringComparison.Ordinal));
        string[] shown = ["$12.35", "the app", "not known, since some costs are not", "$4.50 of $5.00, $0.25 under way, anew in 3 h", "aria-label=\"95 % used\"", "$5.00 a day", "from the configuration"];
        Assert.All(shown, text => Assert.Contains(text, page));
        Assert.DoesNotContain("Add a budget", page);
        Assert.DoesNotContain("/delete", page);
    }

    [Fact]
    public async Task An_administrator_sets_a_budget()
    {
        _site.Gateway.Answer("POST /api/budgets", Budget("new", "api"));
        await _site.SignInAsync("hai-admin");
        var answer = await _site.SendFormAsync(
            "/costs?range=7d", "/costs/budgets", ("name", "new"), ("scope", "key"), ("target", "each"), ("daily", "5"), ("monthly", "100.50"), ("thresholds", "0.5, 0.8"), ("action", "block"), ("timeZone", "UTC"));
        Assert.Equal((HttpStatusCode.Found, "/costs?range=7d"), (answer.StatusCode, answer.Headers.Location?.ToString()));
        Assert.Equal(
            """POST /api/budgets {"name":"new","scope":"key","target":"each","dailyLimit":5,"monthlyLimit":100.50,"timeZone":"UTC","warningThresholds":[0.5,0.8],"action":"block"}""",
            Assert.Single(_site.Gateway.Changes));
        Assert.Contains("The budget new is set.", await _site.PageAsync("/costs"));
    }

    [Fact]
    public async Task A_budget_is_changed_from_what_it_is_by_its_revision()
    {
        _site.Gateway.Answer("PUT /api/budgets/each-key", Budget("each-key", "api"));
        await _site.SignInAsync("hai-admin");
        var page = await _site.PageAsync("/costs?edit=each-key");
        Assert.Contains("name=\"revision\" value=\"7\"", page);
        Assert.Contains("name=\"daily\" inputmode=\"decimal\" value=\"5\"", page);
        Assert.Contains("<option value=\"key\" selected", page);
        Assert.Contains("name=\"startsAt\" value=\"2026-03-01T12:00:00.1230000Z\"", page);
        var answer = await _site.SendFormAsync(
            "/costs?range=7d&edit=each-key", "/costs/budgets", ("name", "each-key"), ("revision", "7"), ("scope", "key"), ("daily", "6"), ("startsAt", "2026-03-01T12:00:00.1230000Z"));
        Assert.Equal("/costs?range=7d", answer.Headers.Location?.ToString());
        Assert.Equal("""PUT /api/budgets/each-key {"name":"each-key","revision":7,"scope":"key","dailyLimit":6,"startsAt":"2026-03-01T12:00:00.123Z"}""", Assert.Single(_site.Gateway.Changes));
    }

    [Fact]
    public async Task What_cannot_be_taken_stays_in_the_form_with_the_reason()
    {
        _site.Gateway.Refuse("POST /api/budgets", 409, "There is a budget of this name already.");
        await _site.SignInAsync("hai-admin");
        var refused = await _site.SendFormAsync("/costs?range=7d", "/costs/budgets", ("name", "each-key"), ("scope", "team"), ("daily", "5"), ("target", "<me>"));
        var page = await refused.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("There is a budget of this name already.", page);
        Assert.Contains("value=\"&lt;me&gt;\"", page);
        Assert.Contains("<option value=\"team\" selected", page);
        Assert.Contains("href=\"/costs?range=7d\" aria-current=\"true\"", page);
        // Where it is fetched anew: nothing can be read where the form was sent to.
        Assert.Contains("data-address=\"/costs?range=7d\"", page);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await _site.Browser.GetAsync("/costs/budgets")).StatusCode);
        var wrong = await _site.SendFormAsync("/costs", "/costs/budgets", ("name", "x"), ("daily", "five"));
        Assert.Contains("The amount for a day has to be a number", await wrong.Content.ReadAsStringAsync());
        Assert.Single(_site.Gateway.Changes);
    }

    [Fact]
    public async Task A_form_whose_page_cannot_be_shown_again_leads_back_to_that_page()
    {
        await _site.SignInAsync("hai-admin");
        var token = Site.Token(await _site.PageAsync("/costs?range=7d"));
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["form-token"] = token, ["back"] = "/costs?range=7d", ["name"] = "new", ["daily"] = "5" });
        _site.Gateway.Failure = (500, "The database is away.");
        using var broken = await _site.Browser.PostAsync("/costs/budgets", form);
        Assert.Equal(HttpStatusCode.BadGateway, broken.StatusCode);
        Assert.Contains("href=\"/costs?range=7d\">Try again</a>", await broken.Content.ReadAsStringAsync());

        // What became of it is told as soon as a page can be shown.
        using (var stillBroken = await _site.Browser.GetAsync("/costs?range=7d"))
            Assert.Equal(HttpStatusCode.BadGateway, stillBroken.StatusCode);
        _site.Gateway.Failure = null;
        Assert.Contains("The database is away.", await _site.PageAsync("/costs?range=7d"));
        Assert.DoesNotContain("The database is away.", await _site.PageAsync("/costs?range=7d"));
        _site.Gateway.Refuse("POST /api/budgets", 409, "There is a budget of this name already.");
        _site.Gateway.Refuse("GET /api/budgets", 401, "This key was revoked.");
        using var refused = await _site.Browser.PostAsync("/costs/budgets", form);
        Assert.Equal("/signin?returnUrl=%2Fcosts%3Frange%3D7d", refused.Headers.Location?.ToString());
    }

    [Fact]
    public async Task Budgets_begin_anew_and_are_deleted()
    {
        _site.Gateway.Answer("POST /api/budgets/floor/reset", Budget("floor", "configuration"));
        await _site.SignInAsync("hai-admin");
        var page = await _site.PageAsync("/costs");
        Assert.DoesNotContain("/costs/budgets/floor/delete", page);
        await _site.SendFormAsync("/costs", "/costs/budgets/floor/reset");
        var left = await _site.SendFormAsync("/costs?range=7d&edit=each-key", "/costs/budgets/each-key/delete", ("revision", "7"));
        Assert.Equal("/costs?range=7d", left.Headers.Location?.ToString());
        Assert.Equal(["POST /api/budgets/floor/reset", "DELETE /api/budgets/each-key?revision=7"], _site.Gateway.Changes);
    }

    [Fact]
    public async Task Keys_of_other_organizations_see_their_costs_without_budgets()
    {
        _site.Gateway.Refuse("GET /api/budgets", 403, "Not yours");
        _site.Gateway.Refuse("GET /api/budgets/status", 403, "Not yours");
        await _site.SignInAsync("hai-admin");
        var page = await _site.PageAsync("/costs");
        Assert.Contains("Budgets are shown to keys of the default organization.", page);
        Assert.Contains("the app", page);
    }

    private static BudgetDocument Budget(string name, string source) => new()
    {
        Name = name, Revision = source == "api" ? 7 : 0, Source = source, Scope = "key", Target = "each", DailyLimit = 5, TimeZone = "UTC", WarningThresholds = [0.8m], Action = "block",
        Unpriced = "allow", OnStoreLoss = "open", StartsAt = Sample.Start + TimeSpan.FromMilliseconds(123),
    };
}
