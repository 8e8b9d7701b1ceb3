using HybridAi.Client.Errors;
using HybridAi.Client.Tenancy;
using Microsoft.Playwright;

namespace HybridAi.EndToEnd.Tests.Site;

/// <summary>What is done on the pages of keys, users, teams and organizations.</summary>
public sealed partial class ActTests
{
    [Fact]
    public async Task Keys_are_made_changed_rotated_and_revoked()
    {
        await _reader.GoAsync("/keys");
        await _reader.ActAsync("/keys", ("name", "walked"), ("role", Roles.Viewer), ("models", "openai/*, gpt-5.4"));
        var secret = await Page.Locator("[aria-labelledby=secret-title] code").InnerTextAsync();
        var key = (await Api.KeysAsync()).Data.Single(one => one.Name == "walked");
        Assert.Equal((Roles.Viewer, "openai/* gpt-5.4"), (key.Role, string.Join(' ', key.AllowedModels!)));
        Assert.Equal(key.Id, (await MeAsync(secret))?.KeyId);
        // Nobody sees it again.
        await _reader.GoAsync("/keys");
        Assert.DoesNotContain(secret, await Page.ContentAsync(), StringComparison.Ordinal);
        await _reader.FollowAsync("Change walked");
        await _reader.ActAsync("/keys", ("name", "walked on"), ("models", ""), ("ends", "2038-01-19T03:14"));
        key = await Api.KeyAsync(key.Id);
        Assert.Equal(("walked on", null, new DateTimeOffset(2038, 1, 19, 3, 14, 0, TimeSpan.Zero)), (key.Name, key.AllowedModels, key.ExpiresAt));
        await SaveOverAsync("walked on", "/keys", async () => await Api.UpdateKeyAsync(key.Id, new() { Revision = (await Api.KeyAsync(key.Id)).Revision, Name = "walked off" }), async () => (await Api.KeyAsync(key.Id)).Name, "walked off", "walked home", ("name", "walked home"));

        await _reader.ActAsync($"/keys/{key.Id}/rotate", ("overlap", "1h"));
        var successor = (await MeAsync(await Page.Locator("[aria-labelledby=secret-title] code").InnerTextAsync()))!.KeyId;
        Assert.Equal((KeyStatuses.Rotating, key.Id), ((await Api.KeyAsync(key.Id)).Status, (await Api.KeyAsync(successor)).RotatedFrom));
        await _reader.SearchAsync("/keys", ("status", KeyStatuses.Rotating));
        await _reader.ActAsync($"/keys/{key.Id}/revoke");
        Assert.Equal(KeyStatuses.Revoked, (await Api.KeyAsync(key.Id)).Status);
        Assert.Null(await MeAsync(secret));
        await Api.RevokeKeyAsync(successor);
    }

    [Fact]
    public async Task Users_are_added_changed_and_deleted()
    {
        var team = (await Api.TeamsAsync()).Data[0];
        await _reader.GoAsync("/keys/users");
        await _reader.ActAsync("/keys/users", ("name", "Wanda Walker"), ("email", "wanda@example.com"), ("team", team.Id.ToString()));
        var user = (await Api.UsersAsync()).Data.Single(one => one.Name == "Wanda Walker");
        Assert.Equal(("wanda@example.com", team.Id), (user.Email, user.TeamId));
        await _reader.FollowAsync("Change Wanda Walker");
        await _reader.ActAsync("/keys/users", ("email", ""), ("team", ""));
        user = await Api.UserAsync(user.Id);
        Assert.Equal((null, null), (user.Email, user.TeamId));
        await SaveOverAsync(
            "Wanda Walker", "/keys/users", async () => await Api.UpdateUserAsync(user.Id, new() { Revision = (await Api.UserAsync(user.Id)).Revision, Email = "w@example.com" }), async () => (await Api.UserAsync(user.Id)).Email, "w@example.com", "ww@example.com", ("email", "ww@example.com"));
        await _reader.GoAsync("/keys/users");
        await _reader.ActAsync($"/keys/users/{user.Id}/delete");
        await GoneAsync(() => Api.UserAsync(user.Id));
    }

    [Fact]
    public async Task Teams_are_added_renamed_and_deleted()
    {
        await _reader.GoAsync("/keys/teams");
        await _reader.ActAsync(Page.Locator("form.edit"), ("name", "Walkers"));
        var team = (await Api.TeamsAsync()).Data.Single(one => one.Name == "Walkers");
        await _reader.ActAsync(Page.Locator($"form:has([name=id][value='{team.Id}'])"), ("name", "Runners"));
        Assert.Equal("Runners", (await Api.TeamAsync(team.Id)).Name);
        await _reader.ActAsync($"/keys/teams/{team.Id}/delete");
        await GoneAsync(() => Api.TeamAsync(team.Id));
    }

    [Fact]
    public async Task Organizations_are_added_renamed_and_deleted()
    {
        await _reader.GoAsync("/keys/organizations");
        await _reader.ActAsync(Page.Locator("form.edit"), ("name", "Walkers Ltd"));
        var organization = (await Api.OrganizationsAsync()).Data.Single(one => one.Name == "Walkers Ltd");
        await _reader.ActAsync(Page.Locator($"form:has([name=id][value='{organization.Id}'])"), ("name", "Runners Ltd"));
        Assert.Equal("Runners Ltd", (await Api.OrganizationAsync(organization.Id)).Name);
        await _reader.ActAsync($"/keys/organizations/{organization.Id}/delete");
        await GoneAsync(() => Api.OrganizationAsync(organization.Id));
    }

    private async Task<Client.Identity.MeDocument?> MeAsync(string secret)
    {
        using var http = new HttpClient { BaseAddress = site.Server.Address };
        try
        {
            return await new Client.HybridAiClient(http, secret).MeAsync();
        }
        catch (HybridAiApiException refused) when (refused.Status == System.Net.HttpStatusCode.Unauthorized)
        {
            return null;
        }
    }
}
