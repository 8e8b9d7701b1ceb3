using System.Net;
using System.Text.RegularExpressions;
using HybridAi.Client.Tenancy;
using HybridAi.Web.Tests.Fakes;

namespace HybridAi.Web.Tests.Pages;

public sealed class KeysTests : IAsyncLifetime
{
    private static readonly Guid Id = Guid.Parse("0195d1c0-0000-7000-8000-000000000005");

    private readonly Site _site = new();

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        _site.Gateway.AnswerList("GET /api/keys", [Key("the app"), Key("old") with { Status = "revoked", Id = Guid.Empty }], next: "c2");
        _site.Gateway.Answer($"GET /api/keys/{Id}", Key("the app"));
        _site.Gateway.AnswerList<OrganizationDocument>("GET /api/organizations", [new() { Id = Guid.Empty, Name = "Analytical <Engines>", CreatedAt = Sample.Start, Revision = 1 }]);
        _site.Gateway.AnswerList<TeamDocument>("GET /api/teams", [new() { Id = Id, OrganizationId = Guid.Empty, Name = "Punchers", CreatedAt = Sample.Start, Revision = 4 }]);
        _site.Gateway.AnswerList<UserDocument>("GET /api/users", [new() { Id = Id, OrganizationId = Guid.Empty, TeamId = Id, Name = "Ada", Email = "ada@example.org", CreatedAt = Sample.Start, Revision = 6 }]);
        _site.Gateway.Answer($"GET /api/users/{Id}", new UserDocument { Id = Id, OrganizationId = Guid.Empty, TeamId = Id, Name = "Ada", Email = "ada@example.org", CreatedAt = Sample.Start, Revision = 6 });
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Keys_are_shown_with_whom_they_belong_to_and_without_secrets()
    {
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/keys?status=active");
        string[] shown = ["the app", "hai-12…", "Ada, Punchers, Analytical &lt;Engines&gt;", "openai/*, gpt", "2027-01-01 00:00", "revoked", "cursor=c2", "<option value=\"active\" selected"];
        Assert.All(shown, text => Assert.Contains(text, page));
        Assert.DoesNotContain("Revoke", page);
        Assert.DoesNotContain("Add a key", page);
        Assert.Contains("/api/keys?status=active&limit=50 hai-viewer", _site.Gateway.Calls);
    }

    [Fact]
    public async Task A_new_key_is_shown_once_and_kept_nowhere()
    {
        _site.Gateway.Answer("POST /api/keys", Created("hai-brand-new-secret"));
        await _site.SignInAsync("hai-admin");
        var answer = await _site.SendFormAsync(
            "/keys", "/keys", ("name", "new"), ("role", "operator"), ("user", Id.ToString()), ("team", ""), ("models", "a, b/*"), ("ends", "2027-12-31T00:00"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Contains("hai-brand-new-secret", await answer.Content.ReadAsStringAsync());
        Assert.DoesNotContain("notice", string.Join(' ', answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : []));
        Assert.DoesNotContain("hai-brand-new-secret", await _site.PageAsync("/keys"));
        var call = Assert.Single(_site.Gateway.Changes);
        string[] wanted = ["POST /api/keys {", "\"name\":\"new\"", "\"role\":\"operator\"", $"\"userId\":\"{Id}\"", "\"allowedModels\":[\"a\",\"b/*\"]", "\"expiresAt\":\"2027-12-31T00:00:00"];
        Assert.All(wanted, part => Assert.Contains(part, call));
        Assert.DoesNotContain("teamId", call);
    }

    [Fact]
    public async Task A_new_key_is_shown_even_if_the_others_cannot_be()
    {
        _site.Gateway.Answer("POST /api/keys", Created("hai-brand-new-secret"));
        await _site.SignInAsync("hai-admin");
        var token = Site.Token(await _site.PageAsync("/keys"));
        _site.Gateway.Refuse("GET /api/keys", 500, "The database is away.");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["form-token"] = token, ["back"] = "/keys", ["name"] = "new", ["role"] = "viewer" });
        var answer = await _site.Browser.PostAsync("/keys", form);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Contains("hai-brand-new-secret", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Who_rotates_her_own_key_goes_on_with_the_new_one()
    {
        // The fake's readers all have this key.
        var own = Guid.Empty;
        _site.Gateway.AnswerList("GET /api/keys", [Key("mine") with { Id = own }]);
        _site.Gateway.Answer($"POST /api/keys/{own}/rotate", Created("hai-rotated-secret"));
        _site.Gateway.Roles["hai-rotated-secret"] = "administrator";
        await _site.SignInAsync("hai-admin");
        var answer = await _site.SendFormAsync("/keys", $"/keys/{own}/rotate", ("overlap", "0s"), ("revision", "3"));
        Assert.Contains("hai-rotated-secret", await answer.Content.ReadAsStringAsync());
        _site.Gateway.Roles.Remove("hai-admin");
        await _site.PageAsync("/keys");
        Assert.EndsWith(" hai-rotated-secret", _site.Gateway.Calls[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_somebody_else_changed_meanwhile_is_not_replaced_by_saving_again()
    {
        _site.Gateway.Refuse($"PATCH /api/keys/{Id}", 409, "It was changed meanwhile.");
        await _site.SignInAsync("hai-admin");
        var answer = await _site.SendFormAsync($"/keys?edit={Id}", "/keys", ("id", Id.ToString()), ("revision", "2"), ("name", "renamed"), ("models", ""), ("ends", ""));
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("It was changed meanwhile.", page);
        Assert.Contains("name=\"revision\" value=\"2\"", page);
    }

    [Fact]
    public async Task A_refused_rotation_leaves_the_form_of_the_key_that_is_being_changed_as_it_is()
    {
        _site.Gateway.Refuse($"POST /api/keys/{Id}/rotate", 400, "overlap is too long");
        await _site.SignInAsync("hai-admin");
        var answer = await _site.SendFormAsync($"/keys?edit={Id}", $"/keys/{Id}/rotate", ("overlap", "9000h"), ("revision", "2"));
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        string[] kept = ["overlap is too long", "name=\"name\" value=\"the app\"", "name=\"models\" value=\"openai/*, gpt\"", "value=\"2027-01-01T00:00\"", "name=\"revision\" value=\"3\""];
        Assert.All(kept, text => Assert.Contains(text, page));
        Assert.DoesNotContain("name=\"revision\" value=\"2\"", page);
    }

    [Fact]
    public async Task A_refused_rotation_asks_again_with_what_was_said()
    {
        _site.Gateway.AnswerList("GET /api/keys", [Key("the app"), Key("another") with { Id = Guid.Parse("0195d1c0-0000-7000-8000-000000000006") }]);
        _site.Gateway.Refuse($"POST /api/keys/{Id}/rotate", 400, "overlap is too long");
        await _site.SignInAsync("hai-admin");
        var before = await _site.PageAsync("/keys");
        Assert.Contains("name=\"overlap\" value=\"24h\"", before);
        Assert.DoesNotContain("<details class=\"confirm\" open", before);
        var answer = await _site.SendFormAsync("/keys", $"/keys/{Id}/rotate", ("overlap", "9000h"), ("revision", "3"));
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(["9000h", "24h"], Regex.Matches(page, "name=\"overlap\" value=\"([^\"]*)\"").Select(match => match.Groups[1].Value));
        // Neither the one whether to revoke it, nor that of the other key.
        Assert.Equal(1, Regex.Count(page, "<details class=\"confirm\" open"));
        Assert.Matches("<details class=\"confirm\" open[^>]*>\\s*<summary[^>]*>Rotate", page);
        Assert.DoesNotContain("<details class=\"confirm\" open", await RefusedAsync());

        // What another form was refused with asks nothing.
        async Task<string> RefusedAsync()
        {
            _site.Gateway.Refuse("POST /api/keys", 403, "Your role does not reach so far.");
            return await (await _site.SendFormAsync("/keys", "/keys", ("name", "mine"), ("role", "administrator"))).Content.ReadAsStringAsync();
        }
    }

    [Fact]
    public async Task A_user_stays_in_a_team_that_could_not_be_listed()
    {
        _site.Gateway.Refuse("GET /api/teams", 500, "The database is away.");
        await _site.SignInAsync("hai-admin");
        Assert.Contains($"<option value=\"{Id}\" selected", await _site.PageAsync($"/keys/users?edit={Id}"));
    }

    [Fact]
    public async Task A_key_is_changed_rotated_and_revoked()
    {
        _site.Gateway.Answer($"PATCH /api/keys/{Id}", Key("renamed"));
        _site.Gateway.Answer($"POST /api/keys/{Id}/rotate", Created("hai-rotated-secret"));
        await _site.SignInAsync("hai-admin");
        var page = await _site.PageAsync($"/keys?edit={Id}");
        Assert.Contains("name=\"models\" value=\"openai/*, gpt\"", page);
        Assert.Contains("value=\"2027-01-01T00:00\"", page);
        var changed = await _site.SendFormAsync($"/keys?status=active&edit={Id}", "/keys", ("id", Id.ToString()), ("revision", "3"), ("name", "renamed"), ("models", ""), ("ends", ""));
        Assert.Equal("/keys?status=active", changed.Headers.Location?.ToString());
        Assert.Equal($$"""PATCH /api/keys/{{Id}} {"revision":3,"name":"renamed","allowedModels":null,"expiresAt":null}""", _site.Gateway.Changes[0]);
        var rotated = await _site.SendFormAsync("/keys", $"/keys/{Id}/rotate", ("overlap", "1h"), ("revision", "3"));
        Assert.Contains("hai-rotated-secret", await rotated.Content.ReadAsStringAsync());
        var left = await _site.SendFormAsync($"/keys?status=active&edit={Id}", $"/keys/{Id}/revoke", ("revision", "3"));
        Assert.Equal("/keys?status=active", left.Headers.Location?.ToString());
        Assert.Equal($$"""POST /api/keys/{{Id}}/rotate {"overlap":"1h","revision":3}""", _site.Gateway.Changes[1]);
        Assert.Equal($"DELETE /api/keys/{Id}?revision=3", _site.Gateway.Changes[2]);
    }

    [Fact]
    public async Task What_cannot_be_taken_stays_in_the_form()
    {
        _site.Gateway.Refuse("POST /api/keys", 403, "Your role does not reach so far.");
        await _site.SignInAsync("hai-admin");
        var answer = await _site.SendFormAsync("/keys", "/keys", ("name", "mine"), ("role", "administrator"), ("models", "x"));
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("Your role does not reach so far.", page);
        Assert.Contains("name=\"name\" value=\"mine\"", page);
        Assert.Contains("<option value=\"administrator\" selected", page);
    }

    [Fact]
    public async Task Users_are_added_changed_and_deleted()
    {
        _site.Gateway.Answer("POST /api/users", new UserDocument { Id = Id, OrganizationId = Guid.Empty, Name = "Grace", CreatedAt = Sample.Start, Revision = 1 });
        _site.Gateway.Answer($"PATCH /api/users/{Id}", new UserDocument { Id = Id, OrganizationId = Guid.Empty, Name = "Ada", CreatedAt = Sample.Start, Revision = 1 });
        await _site.SignInAsync("hai-admin");
        var added = await _site.SendFormAsync("/keys/users?cursor=c1", "/keys/users", ("name", "Grace"), ("email", "grace@example.org"), ("team", Id.ToString()));
        Assert.Equal("/keys/users?cursor=c1", added.Headers.Location?.ToString());
        var page = await _site.PageAsync($"/keys/users?edit={Id}");
        Assert.Contains("value=\"ada@example.org\"", page);
        Assert.Contains($"<option value=\"{Id}\" selected", page);
        Assert.Contains("href=\"/keys/users?cursor=c1\">Leave it", await _site.PageAsync($"/keys/users?cursor=c1&edit={Id}"));
        var changed = await _site.SendFormAsync($"/keys/users?cursor=c1&edit={Id}", "/keys/users", ("id", Id.ToString()), ("revision", "6"), ("name", "Ada"), ("email", ""), ("team", ""));
        // One that is deleted cannot be changed any more.
        var deleted = await _site.SendFormAsync($"/keys/users?cursor=c1&edit={Id}", $"/keys/users/{Id}/delete", ("revision", "6"));
        Assert.Equal(("/keys/users?cursor=c1", "/keys/users?cursor=c1"), (changed.Headers.Location?.ToString(), deleted.Headers.Location?.ToString()));
        Assert.Equal(
            [
                $$"""POST /api/users {"name":"Grace","email":"grace@example.org","teamId":"{{Id}}"}""",
                $$"""PATCH /api/users/{{Id}} {"revision":6,"name":"Ada","email":null,"teamId":null}""",
                $"DELETE /api/users/{Id}?revision=6",
            ],
            _site.Gateway.Changes);
    }

    [Fact]
    public async Task Teams_and_organizations_are_named_and_deleted()
    {
        _site.Gateway.Answer("POST /api/teams", new TeamDocument { Id = Id, OrganizationId = Guid.Empty, Name = "New", CreatedAt = Sample.Start, Revision = 1 });
        _site.Gateway.Answer($"PATCH /api/organizations/{Guid.Empty}", new OrganizationDocument { Id = Guid.Empty, Name = "Renamed", CreatedAt = Sample.Start, Revision = 2 });
        await _site.SignInAsync("hai-admin");
        await _site.SendFormAsync("/keys/teams", "/keys/teams", ("name", "New"));
        Assert.Contains("The team New is saved.", await _site.PageAsync("/keys/teams"));
        await _site.SendFormAsync("/keys/teams", $"/keys/teams/{Id}/delete", ("revision", "4"));
        await _site.SendFormAsync("/keys/organizations", "/keys/organizations", ("id", Guid.Empty.ToString()), ("revision", "1"), ("name", "Renamed"));
        Assert.Equal(
            ["""POST /api/teams {"name":"New"}""", $"DELETE /api/teams/{Id}?revision=4", $$"""PATCH /api/organizations/{{Guid.Empty}} {"revision":1,"name":"Renamed"}"""], _site.Gateway.Changes);
    }

    [Theory]
    [InlineData("/keys/users")]
    [InlineData("/keys/teams")]
    [InlineData("/keys/organizations")]
    public async Task A_viewer_sees_them_and_changes_nothing(string address)
    {
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync(address);
        Assert.DoesNotContain($"action=\"{address}", page);
        Assert.Contains($"href=\"{address}\" aria-current=\"page\"", page);
    }

    private static KeyDocument Key(string name) => new()
    {
        Id = Id, Name = name, Prefix = "hai-12", Role = "inference", Status = "active", OrganizationId = Guid.Empty, TeamId = Id, UserId = Id, AllowedModels = ["openai/*", "gpt"],
        CreatedAt = Sample.Start, ExpiresAt = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), Revision = 3,
    };

    private static CreatedKeyDocument Created(string secret) => new()
    {
        Id = Id, Name = "new", Prefix = "hai-br", Role = "inference", Status = "active", OrganizationId = Guid.Empty, CreatedAt = Sample.Start, Revision = 1, Secret = secret,
    };
}
