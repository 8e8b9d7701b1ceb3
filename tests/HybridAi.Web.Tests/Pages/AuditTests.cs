using System.Net;
using System.Text.Json;
using HybridAi.Client.Audit;
using HybridAi.Client.Tenancy;
using HybridAi.Web.Pages.Audit;
using HybridAi.Web.Tests.Fakes;

namespace HybridAi.Web.Tests.Pages;

public sealed class AuditTests : IAsyncLifetime
{
    private static readonly Guid KeyId = Guid.Parse("0195d1c0-0000-7000-8000-000000000004");

    private readonly Site _site = new();

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        _site.Gateway.AnswerList<AuditEntryDocument>("GET /api/audit",
        [
            new()
            {
                Id = KeyId, At = Sample.Start, OrganizationId = Guid.Empty, ActorKeyId = KeyId, Action = "budget.update", Target = "each-key",
                Before = JsonElement.Parse("""{"name":"each-key","dailyLimit":5,"action":"block","revision":1}"""),
                After = JsonElement.Parse("""{"name":"each-key","dailyLimit":6,"target":"<all>","action":"block","revision":2}"""),
            },
        ], next: "c2");
        _site.Gateway.AnswerList<KeyDocument>("GET /api/keys",
            [new() { Id = KeyId, Name = "Grace", Prefix = "hai-1", Role = "administrator", Status = "active", OrganizationId = Guid.Empty, CreatedAt = Sample.Start, Revision = 1 }]);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task A_change_is_shown_with_who_made_it_and_what_it_changed()
    {
        await _site.SignInAsync("hai-admin");
        var page = await _site.PageAsync("/audit?action=budget.");
        string[] shown = ["Grace", "budget.update", "2 fields", "<del>5</del>", "<ins>6</ins>", "<ins>&lt;all&gt;</ins>", "cursor=c2"];
        Assert.All(shown, text => Assert.Contains(text, page));
        Assert.DoesNotContain("<dt>revision</dt>", page);
        Assert.Contains("/api/audit?action=budget.&limit=50 hai-admin", _site.Gateway.Calls);
    }

    [Fact]
    public async Task Others_are_told_whom_it_is_for_and_have_no_link_to_it()
    {
        _site.Gateway.Refuse("GET /api/audit", 403, "This needs a key with the role administrator; yours has viewer.");
        await _site.SignInAsync("hai-viewer");
        var answer = await _site.Browser.GetAsync("/audit");
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("This needs a key with the role administrator; yours has viewer.", page);
        Assert.DoesNotContain("href=\"/audit\"", page);
    }

    [Fact]
    public async Task Without_changes_it_says_so()
    {
        _site.Gateway.AnswerList<AuditEntryDocument>("GET /api/audit", []);
        await _site.SignInAsync("hai-admin");
        Assert.Contains("Nothing was changed yet.", await _site.PageAsync("/audit"));
        Assert.Contains("No change is called so.", await _site.PageAsync("/audit?action=x"));
    }

    [Fact]
    public void What_was_created_has_no_before_and_what_was_deleted_no_after()
    {
        var document = JsonElement.Parse("""{"a":"x","b":null,"c":[1]}""");
        Assert.Equal([new AuditChange("a", null, "x"), new AuditChange("c", null, "[1]")], AuditChange.Of(null, document));
        Assert.Equal([new AuditChange("a", "x", null), new AuditChange("c", "[1]", null)], AuditChange.Of(document, null));
        Assert.Empty(AuditChange.Of(document, document));
        Assert.Empty(AuditChange.Of(null, null));
    }
}
