using System.Net;
using HybridAi.Client.Errors;
using HybridAi.Client.Paging;
using HybridAi.Client.Serialization;
using HybridAi.Client.Tenancy;
using HybridAi.Core.Tenancy;

namespace HybridAi.Gateway.Tests.Management;

public sealed class TenantTests(ManagementServer server) : IClassFixture<ManagementServer>
{
    private readonly HybridAi.Client.HybridAiClient _admin = server.Client(Role.Administrator);

    [Fact]
    public async Task An_organization_is_created_read_renamed_and_deleted()
    {
        var created = await _admin.CreateAsync(new CreateOrganizationRequest { Name = "  Analytical Engines  " });
        Assert.Equal(("Analytical Engines", 1), (created.Name, created.Revision));
        Assert.Equal(created, await _admin.OrganizationAsync(created.Id));
        var renamed = await _admin.UpdateOrganizationAsync(created.Id, new UpdateOrganizationRequest { Revision = 1, Name = "Difference Engines" });
        Assert.Equal(("Difference Engines", 2, created.CreatedAt), (renamed.Name, renamed.Revision, renamed.CreatedAt));
        await _admin.DeleteOrganizationAsync(created.Id, 2);
        await AssertFailsAsync(404, "not_found", () => _admin.OrganizationAsync(created.Id));
    }

    [Fact]
    public async Task A_user_is_created_patched_replaced_and_deleted()
    {
        var team = await _admin.CreateAsync(new CreateTeamRequest { Name = "Users' team" });
        var user = await _admin.CreateAsync(new CreateUserRequest { Name = "Ada", Email = " ada@example.org ", TeamId = team.Id });
        Assert.Equal(("Ada", "ada@example.org", team.Id), (user.Name, user.Email, user.TeamId));

        var patched = await _admin.UpdateUserAsync(user.Id, new UpdateUserRequest { Revision = 1, Name = "Ada L." });
        Assert.Equal(("Ada L.", "ada@example.org", team.Id), (patched.Name, patched.Email, patched.TeamId));
        patched = await _admin.UpdateUserAsync(user.Id, new UpdateUserRequest { Revision = 2, Email = new Patch<string?>(null) });
        Assert.Equal((null, team.Id, 3), (patched.Email, patched.TeamId, patched.Revision));

        var replaced = await server.AsAdministratorAsync(HttpMethod.Put, $"/api/users/{user.Id}", """{"revision":3,"name":"Countess"}""");
        Assert.Equal(200, replaced.Status);
        var read = await _admin.UserAsync(user.Id);
        Assert.Equal(("Countess", null, null), (read.Name, read.Email, read.TeamId));
        await _admin.DeleteUserAsync(user.Id);
        await AssertFailsAsync(404, "not_found", () => _admin.UserAsync(user.Id));
    }

    [Fact]
    public async Task What_was_read_can_be_edited_and_sent_back_whole_but_ids_stay()
    {
        var team = await _admin.CreateAsync(new CreateTeamRequest { Name = "Whole" });
        var text = (await server.AsAdministratorAsync(HttpMethod.Get, $"/api/teams/{team.Id}")).Text;
        var edited = await server.AsAdministratorAsync(HttpMethod.Put, $"/api/teams/{team.Id}", text.Replace("Whole", "Whole and new"));
        Assert.Equal((200, "Whole and new"), (edited.Status, edited.Json.GetProperty("name").GetString()));
        var moved = await server.AsAdministratorAsync(
            HttpMethod.Put, $"/api/teams/{team.Id}", edited.Text.Replace(OrganizationId.Default.ToString(), ManagementServer.Other.ToString()));
        Assert.Equal((400, "organizationId"), (moved.Status, moved.Param));
    }

    [Theory]
    [InlineData("organizations")]
    [InlineData("teams")]
    [InlineData("users")]
    [InlineData("keys")]
    public async Task A_stale_write_is_409_and_one_without_a_revision_is_400(string list)
    {
        var path = "/api/" + list;
        var id = (await server.AsAdministratorAsync(HttpMethod.Post, path, $$"""{"name":"Contested {{list}}"}""")).Json.GetProperty("id").GetString();
        path += "/" + id;
        var missing = await server.AsAdministratorAsync(HttpMethod.Patch, path, """{"name":"A"}""");
        Assert.Equal((400, "missing_revision"), (missing.Status, missing.Code));
        var first = await server.AsAdministratorAsync(HttpMethod.Patch, path, """{"name":"A","revision":1}""");
        Assert.Equal((200, "\"2\""), (first.Status, first.ETag));
        var second = await server.AsAdministratorAsync(HttpMethod.Patch, path, """{"name":"B","revision":1}""");
        Assert.Equal((409, "stale_revision"), (second.Status, second.Code));
        Assert.Contains("Read it again", second.Message);
        Assert.Equal(409, (await server.AsAdministratorAsync(HttpMethod.Delete, path + "?revision=1")).Status);
        Assert.Equal(409, (await IfMatchAsync(HttpMethod.Patch, path, "\"1\"", """{"name":"C"}""")).Status);
        Assert.Equal(400, (await IfMatchAsync(HttpMethod.Patch, path, "nonsense", """{"name":"C"}""")).Status);
        Assert.Equal(200, (await IfMatchAsync(HttpMethod.Patch, path, "\"2\"", """{"name":"C"}""")).Status);
        Assert.Equal(204, (await IfMatchAsync(HttpMethod.Delete, path, "\"3\"")).Status);
    }

    [Fact]
    public async Task Of_many_writers_from_one_revision_exactly_one_wins()
    {
        var team = await _admin.CreateAsync(new CreateTeamRequest { Name = "Race" });
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            server.AsAdministratorAsync(HttpMethod.Patch, $"/api/teams/{team.Id}", $$"""{"name":"Race {{i}}","revision":1}""")));
        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), answer => Assert.Equal(409, answer.Status));
    }

    [Fact]
    public async Task Names_and_addresses_that_are_taken_are_409()
    {
        await _admin.CreateAsync(new CreateTeamRequest { Name = "Taken" });
        await AssertFailsAsync(409, "duplicate", () => _admin.CreateAsync(new CreateTeamRequest { Name = "TAKEN" }));
        await server.Client(Role.Administrator, ManagementServer.Other).CreateAsync(new CreateTeamRequest { Name = "Taken" });
        await _admin.CreateAsync(new CreateUserRequest { Name = "One", Email = "one@example.org" });
        await AssertFailsAsync(409, "duplicate", () => _admin.CreateAsync(new CreateUserRequest { Name = "Two", Email = "ONE@example.org" }));
    }

    [Fact]
    public async Task What_others_belong_to_cannot_be_deleted()
    {
        var team = await _admin.CreateAsync(new CreateTeamRequest { Name = "Held" });
        var user = await _admin.CreateAsync(new CreateUserRequest { Name = "Holder", TeamId = team.Id });
        await AssertFailsAsync(409, "referenced", () => _admin.DeleteTeamAsync(team.Id));
        await _admin.CreateAsync(new CreateKeyRequest { Name = "Held key", UserId = user.Id });
        await AssertFailsAsync(409, "referenced", () => _admin.DeleteUserAsync(user.Id));
        await AssertFailsAsync(409, "default_organization", () => _admin.DeleteOrganizationAsync(OrganizationId.Default.Value));
    }

    [Theory]
    [InlineData("ada")]
    [InlineData("ada@")]
    [InlineData("@example.org")]
    [InlineData("ada@@example.org")]
    [InlineData("ada lovelace@example.org")]
    [InlineData("ada@.org")]
    [InlineData("ada@example.org.")]
    public async Task An_address_that_is_none_is_400(string email)
    {
        var failure = await AssertFailsAsync(400, "invalid_value", () => _admin.CreateAsync(new CreateUserRequest { Name = "Ada", Email = email }));
        Assert.Equal("email", failure.Param);
    }

    [Fact]
    public async Task A_team_must_be_of_the_same_organization()
    {
        var foreign = await server.Client(Role.Administrator, ManagementServer.Other).CreateAsync(new CreateTeamRequest { Name = "Foreign" });
        var failure = await AssertFailsAsync(400, "invalid_value", () => _admin.CreateAsync(new CreateUserRequest { Name = "Ada", TeamId = foreign.Id }));
        Assert.Equal("teamId", failure.Param);
        await AssertFailsAsync(400, "invalid_value", () => _admin.CreateAsync(new CreateKeyRequest { Name = "Key", TeamId = foreign.Id }));
    }

    [Fact]
    public async Task A_list_is_read_page_by_page_without_gaps_or_repeats()
    {
        var outsider = server.Client(Role.Administrator, ManagementServer.Other);
        for (var i = 0; i < 7; i++)
            await outsider.CreateAsync(new CreateUserRequest { Name = $"Paged {i}" });
        var names = new List<string>();
        string? cursor = null;
        do
        {
            var page = await outsider.UsersAsync(new ListOptions { Limit = 3, Cursor = cursor });
            Assert.InRange(page.Data.Count, 1, 3);
            names.AddRange(page.Data.Select(user => user.Name));
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(7, names.Count(name => name.StartsWith("Paged", StringComparison.Ordinal)));
        Assert.Equal(names.Count, names.Distinct().Count());
    }

    private Task<Answer> IfMatchAsync(HttpMethod method, string path, string tag, string? json = null) =>
        server.SendAsync(
            method, path, json, server.Secret(Role.Administrator), request => request.Headers.TryAddWithoutValidation("If-Match", tag));

    internal static async Task<HybridAiApiException> AssertFailsAsync(int status, string code, Func<Task> call)
    {
        var failure = await Assert.ThrowsAsync<HybridAiApiException>(call);
        Assert.Equal(((HttpStatusCode)status, code), (failure.Status, failure.Code));
        return failure;
    }
}
