using HybridAi.Core.Tenancy;

namespace HybridAi.Gateway.Tests.Management;

/// <summary>Each endpoint with no key, with each role, and on another organization's documents.</summary>
public sealed class WhoMayTests(ManagementServer server) : IClassFixture<ManagementServer>
{
    private const string Record = "/api/v1/ai-performance/metrics/record", Stream = "/api/v1/ai-performance/stream/metrics";
    private const string Nobody = "01900000-0000-7000-8000-0000000000ff";

    /// <summary>Method, path, the least role, and whether only administrators of the installation get through.</summary>
    public static TheoryData<string, string, Role, bool> Endpoints => new()
    {
        { "GET", "/api/me", Role.Inference, false },
        { "GET", "/api/organizations", Role.Viewer, false },
        { "GET", $"/api/organizations/{Nobody}", Role.Viewer, false },
        { "POST", "/api/organizations", Role.Administrator, true },
        { "PUT", $"/api/organizations/{Nobody}", Role.Administrator, false },
        { "PATCH", $"/api/organizations/{Nobody}", Role.Administrator, false },
        { "DELETE", $"/api/organizations/{Nobody}", Role.Administrator, false },
        { "GET", "/api/teams", Role.Viewer, false },
        { "GET", $"/api/teams/{Nobody}", Role.Viewer, false },
        { "POST", "/api/teams", Role.Administrator, false },
        { "PUT", $"/api/teams/{Nobody}", Role.Administrator, false },
        { "PATCH", $"/api/teams/{Nobody}", Role.Administrator, false },
        { "DELETE", $"/api/teams/{Nobody}", Role.Administrator, false },
        { "GET", "/api/users", Role.Viewer, false },
        { "GET", $"/api/users/{Nobody}", Role.Viewer, false },
        { "POST", "/api/users", Role.Administrator, false },
        { "PUT", $"/api/users/{Nobody}", Role.Administrator, false },
        { "PATCH", $"/api/users/{Nobody}", Role.Administrator, false },
        { "DELETE", $"/api/users/{Nobody}", Role.Administrator, false },
        { "GET", "/api/keys", Role.Viewer, false },
        { "GET", $"/api/keys/{Nobody}", Role.Viewer, false },
        { "POST", "/api/keys", Role.Administrator, false },
        { "PATCH", $"/api/keys/{Nobody}", Role.Administrator, false },
        { "POST", $"/api/keys/{Nobody}/rotate", Role.Administrator, false },
        { "DELETE", $"/api/keys/{Nobody}", Role.Administrator, false },
        { "GET", "/api/usage", Role.Inference, false },
        { "GET", "/api/usage/summary", Role.Viewer, false },
        { "GET", $"/api/requests/{Nobody}", Role.Inference, false },
        { "GET", $"/api/requests/{Nobody}/explain", Role.Inference, false },
        { "GET", "/api/metrics", Role.Viewer, false },
        { "GET", "/api/metrics/live", Role.Viewer, false },
        { "GET", "/api/metrics/providers", Role.Viewer, false },
        { "GET", "/api/metrics/patterns", Role.Viewer, false },
        { "GET", "/api/metrics/custom", Role.Viewer, true },
        { "GET", "/api/metrics/custom/nobody", Role.Viewer, true },
        { "POST", "/api/metrics/custom", Role.Operator, true },
        { "PUT", "/api/metrics/custom/nobody", Role.Operator, true },
        { "DELETE", "/api/metrics/custom/nobody", Role.Operator, true },
        { "GET", "/api/v1/ai-performance/status", Role.Viewer, false },
        { "GET", "/api/v1/ai-performance/metrics/real-time", Role.Viewer, false },
        { "GET", "/api/v1/ai-performance/metrics/performance", Role.Viewer, false },
        { "GET", "/api/v1/ai-performance/metrics/costs", Role.Viewer, false },
        { "GET", "/api/v1/ai-performance/metrics/usage-patterns", Role.Viewer, false },
        { "GET", "/api/v1/ai-performance/health", Role.Viewer, false },
        { "GET", "/api/v1/ai-performance/optimization/recommendations", Role.Viewer, false },
        { "POST", Record, Role.Operator, true },
        { "GET", Stream, Role.Viewer, false },
        { "GET", "/api/v1/ai-performance/providers", Role.Viewer, false },
        { "GET", "/api/v1/ai-performance/models/a-provider", Role.Viewer, false },
        { "GET", "/api/v1/ai-performance/analytics/summary", Role.Viewer, false },
        { "GET", "/api/v1/ai-performance/debug", Role.Administrator, true },
        { "GET", "/api/audit", Role.Administrator, false },
        { "GET", "/api/events", Role.Viewer, false },
        { "GET", "/api/events/history", Role.Viewer, false },
        { "GET", "/api/errors", Role.Viewer, true },
        { "GET", $"/api/errors/{Nobody}", Role.Viewer, true },
        { "POST", $"/api/errors/{Nobody}/resolve", Role.Operator, true },
        { "POST", $"/api/errors/{Nobody}/reopen", Role.Operator, true },
        { "GET", "/api/configuration/backup", Role.Administrator, true },
        { "POST", "/api/configuration/restore", Role.Administrator, true },
        { "GET", "/api/settings", Role.Administrator, true },
        { "GET", "/api/phase3/status", Role.Viewer, true },
        { "GET", "/api/ai/health", Role.Viewer, true },
        { "POST", "/api/ai/health", Role.Administrator, true },
        { "GET", "/api/providers/nobody/health", Role.Viewer, true },
        { "GET", "/api/providers", Role.Viewer, false },
        { "GET", "/api/providers/nobody", Role.Viewer, false },
        { "GET", "/api/providers/nobody/probes", Role.Viewer, true },
        { "POST", "/api/providers/nobody/test", Role.Operator, true },
        { "GET", "/api/providers/nobody/tests", Role.Viewer, true },
        { "GET", $"/api/providers/nobody/tests/{Nobody}", Role.Viewer, true },
        { "POST", "/api/providers", Role.Administrator, true },
        { "PUT", "/api/providers/nobody", Role.Administrator, true },
        { "DELETE", "/api/providers/nobody", Role.Administrator, true },
        { "PUT", "/api/providers/nobody/key", Role.Administrator, true },
        { "DELETE", "/api/providers/nobody/key", Role.Administrator, true },
        { "GET", "/api/providers/nobody/keys", Role.Viewer, true },
        { "PUT", "/api/providers/nobody/keys/a-key", Role.Administrator, true },
        { "DELETE", "/api/providers/nobody/keys/a-key", Role.Administrator, true },
        { "GET", "/api/cache", Role.Viewer, false },
        { "GET", "/api/cache/entries", Role.Viewer, false },
        { "DELETE", "/api/cache/entries/a-key", Role.Operator, false },
        { "POST", "/api/cache/purge", Role.Operator, false },
        { "POST", "/api/cache/warm", Role.Operator, false },
        { "GET", "/api/cache/rules", Role.Viewer, true },
        { "GET", "/api/cache/rules/nobody", Role.Viewer, true },
        { "POST", "/api/cache/rules", Role.Administrator, true },
        { "PUT", "/api/cache/rules/nobody", Role.Administrator, true },
        { "DELETE", "/api/cache/rules/nobody", Role.Administrator, true },
        { "POST", "/api/cache/rules/nobody/apply", Role.Operator, true },
        { "GET", "/api/budgets", Role.Viewer, true },
        { "GET", "/api/budgets/status", Role.Viewer, true },
        { "GET", "/api/budgets/nobody", Role.Viewer, true },
        { "POST", "/api/budgets", Role.Administrator, true },
        { "PUT", "/api/budgets/nobody", Role.Administrator, true },
        { "DELETE", "/api/budgets/nobody", Role.Administrator, true },
        { "POST", "/api/budgets/nobody/reset", Role.Administrator, true },
        { "GET", "/api/deployments", Role.Viewer, true },
        { "GET", "/api/deployments/nobody", Role.Viewer, true },
        { "POST", "/api/deployments", Role.Administrator, true },
        { "PUT", "/api/deployments/nobody", Role.Administrator, true },
        { "DELETE", "/api/deployments/nobody", Role.Administrator, true },
        { "POST", "/api/deployments/nobody/drain", Role.Administrator, true },
        { "POST", "/api/deployments/nobody/activate", Role.Administrator, true },
        { "GET", "/api/models", Role.Viewer, false },
        { "GET", "/api/models/a-provider/nobody", Role.Viewer, false },
        { "GET", "/api/routing", Role.Viewer, true },
        { "GET", "/api/routing/rules", Role.Viewer, true },
        { "PUT", "/api/routing/rules", Role.Administrator, true },
        { "POST", "/api/routing/rules", Role.Administrator, true },
        { "POST", "/api/routing/rules/dry-run", Role.Viewer, true },
        { "GET", "/api/routing/rules/versions", Role.Viewer, true },
        { "GET", "/api/routing/rules/versions/7", Role.Viewer, true },
        { "POST", "/api/routing/rules/versions/7/restore", Role.Administrator, true },
        { "GET", "/api/routing/rules/nobody", Role.Viewer, true },
        { "PUT", "/api/routing/rules/nobody", Role.Administrator, true },
        { "DELETE", "/api/routing/rules/nobody", Role.Administrator, true },
        { "GET", "/api/auto-models", Role.Viewer, true },
        { "GET", "/api/auto-models/nobody", Role.Viewer, true },
        { "POST", "/api/auto-models", Role.Administrator, true },
        { "PUT", "/api/auto-models/nobody", Role.Administrator, true },
        { "DELETE", "/api/auto-models/nobody", Role.Administrator, true },
        { "GET", "/api/jobs", Role.Viewer, true },
        { "GET", "/api/jobs/nobody", Role.Viewer, true },
        { "GET", "/api/jobs/nobody/runs", Role.Viewer, true },
        { "GET", $"/api/jobs/nobody/runs/{Nobody}", Role.Viewer, true },
        { "POST", "/api/jobs/nobody/run", Role.Operator, true },
        { "POST", "/api/jobs/nobody/pause", Role.Administrator, true },
        { "POST", "/api/jobs/nobody/resume", Role.Administrator, true },
        { "GET", "/api/ratelimits", Role.Viewer, true },
        { "POST", "/api/ratelimits/nobody/reset", Role.Operator, true },
        { "GET", "/api/ratelimits/config", Role.Viewer, true },
        { "GET", "/api/ratelimits/config/nobody", Role.Viewer, true },
        { "POST", "/api/ratelimits/config", Role.Administrator, true },
        { "PUT", "/api/ratelimits/config/nobody", Role.Administrator, true },
        { "DELETE", "/api/ratelimits/config/nobody", Role.Administrator, true },
        { "GET", "/api/routing/fallbacks", Role.Viewer, true },
        { "GET", "/api/routing/fallbacks/nobody", Role.Viewer, true },
        { "GET", "/api/routing/fallback-events", Role.Viewer, true },
        { "GET", "/api/routing/breakers", Role.Viewer, true },
        { "GET", "/api/cache/semantic", Role.Viewer, true },
        { "POST", "/api/routing/fallbacks", Role.Administrator, true },
        { "PUT", "/api/routing/fallbacks/nobody", Role.Administrator, true },
        { "DELETE", "/api/routing/fallbacks/nobody", Role.Administrator, true },
    };

    /// <summary>The route that a path of the list above is one of.</summary>
    public static string TemplateOf(string path) =>
        path.Replace(Nobody, "{id}").Replace("nobody", "{name}").Replace("a-key", "{key}").Replace("a-provider", "{provider}").Replace("/7", "/{revision}");

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task An_endpoint_lets_in_whom_it_should_and_nobody_else(string method, string path, Role least, bool installationOnly)
    {
        var verb = new HttpMethod(method);
        // A stream would not end.
        if (path == "/api/events")
            path += "?topics=nobodys";
        else if (path == Stream)
            path += "?interval=0";
        // An empty object gets through the door and then fails validation: no write happens.
        var body = method is "GET" or "DELETE" ? null : "{}";

        var anonymous = await server.SendAsync(verb, path, body);
        Assert.Equal((401, "missing_api_key"), (anonymous.Status, anonymous.Code));
        var stranger = await server.SendAsync(verb, path, body, "hai-nobody");
        Assert.Equal((401, "invalid_api_key"), (stranger.Status, stranger.Code));

        foreach (var organization in new[] { OrganizationId.Default, ManagementServer.Other })
        {
            foreach (var role in Enum.GetValues<Role>())
            {
                var answer = await server.SendAsync(verb, path, body, server.Secret(role, organization));
                var mayEnter = role >= least && (!installationOnly || organization == OrganizationId.Default);
                if (mayEnter)
                    Assert.Contains(answer.Status, new[] { 200, 400, 404 });
                else
                    Assert.Equal((403, "insufficient_role"), (answer.Status, answer.Code));
            }
        }
    }

    [Fact]
    public async Task Every_management_endpoint_is_in_the_list_above()
    {
        var paths = (await server.SendAsync(HttpMethod.Get, "/openapi/v1.json")).Json.GetProperty("paths");
        var documented = paths.EnumerateObject().Where(path => path.Name.StartsWith("/api/", StringComparison.Ordinal))
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"))
            .Order();
        var tested = Endpoints.Select(row => $"{row.Data.Item1} {TemplateOf(row.Data.Item2)}").Order();
        Assert.Equal(tested, documented);
    }

    [Fact]
    public async Task Another_organizations_documents_do_not_exist_for_its_administrators()
    {
        var admin = server.Client(Role.Administrator);
        var team = await admin.CreateAsync(new Client.Tenancy.CreateTeamRequest { Name = "Hidden team" });
        var user = await admin.CreateAsync(new Client.Tenancy.CreateUserRequest { Name = "Hidden user" });
        var key = await admin.CreateAsync(new Client.Tenancy.CreateKeyRequest { Name = "Hidden key" });
        var outsider = server.Secret(Role.Administrator, ManagementServer.Other);
        string[] documents = [$"teams/{team.Id}", $"users/{user.Id}", $"keys/{key.Id}", $"organizations/{OrganizationId.Default}"];
        foreach (var document in documents)
        {
            foreach (var method in new[] { "GET", "PATCH", "DELETE" })
            {
                var answer = await server.SendAsync(new HttpMethod(method), "/api/" + document, method == "PATCH" ? """{"revision":1,"name":"Mine"}""" : null, outsider);
                Assert.Equal((404, "not_found"), (answer.Status, answer.Code));
            }
        }
        Assert.Equal(404, (await server.SendAsync(HttpMethod.Post, $"/api/keys/{key.Id}/rotate", null, outsider)).Status);
        foreach (var list in new[] { "teams", "users", "keys", "organizations" })
        {
            var answer = await server.SendAsync(HttpMethod.Get, "/api/" + list, null, outsider);
            Assert.DoesNotContain("Hidden", answer.Text);
            Assert.DoesNotContain(OrganizationId.Default.ToString(), answer.Text);
        }
    }

    [Theory]
    [InlineData("teams")]
    [InlineData("users")]
    [InlineData("keys")]
    [InlineData("usage")]
    [InlineData("usage/summary")]
    [InlineData("metrics")]
    [InlineData("metrics/live")]
    [InlineData("metrics/providers")]
    [InlineData("metrics/patterns")]
    [InlineData("v1/ai-performance/status")]
    [InlineData("v1/ai-performance/metrics/real-time")]
    [InlineData("v1/ai-performance/metrics/performance")]
    [InlineData("v1/ai-performance/metrics/costs")]
    [InlineData("v1/ai-performance/metrics/usage-patterns")]
    [InlineData("v1/ai-performance/optimization/recommendations")]
    [InlineData("v1/ai-performance/providers")]
    [InlineData("v1/ai-performance/models/openai")]
    [InlineData("v1/ai-performance/analytics/summary")]
    [InlineData("audit")]
    public async Task Naming_another_organization_in_a_filter_is_404_and_works_for_the_installations_administrators(string list)
    {
        var outsider = await server.SendAsync(
            HttpMethod.Get, $"/api/{list}?organization={OrganizationId.Default}", null, server.Secret(Role.Administrator, ManagementServer.Other));
        Assert.Equal(404, outsider.Status);
        Assert.Equal(200, (await server.AsAdministratorAsync(HttpMethod.Get, $"/api/{list}?organization={ManagementServer.Other}")).Status);
    }

    [Theory]
    [InlineData("teams")]
    [InlineData("users")]
    [InlineData("keys")]
    public async Task Creating_in_another_organization_is_404_and_works_for_the_installations_administrators(string list)
    {
        var json = $$"""{"name":"Placed {{list}}","organizationId":"{{OrganizationId.Default}}"}""";
        var outsider = await server.SendAsync(HttpMethod.Post, "/api/" + list, json, server.Secret(Role.Administrator, ManagementServer.Other));
        Assert.Equal(404, outsider.Status);
        var placed = await server.AsAdministratorAsync(
            HttpMethod.Post, "/api/" + list, json.Replace(OrganizationId.Default.ToString(), ManagementServer.Other.ToString()));
        Assert.Equal(201, placed.Status);
        Assert.Equal(ManagementServer.Other.ToString(), placed.Json.GetProperty("organizationId").GetString());
        var nowhere = await server.AsAdministratorAsync(HttpMethod.Post, "/api/" + list, json.Replace(OrganizationId.Default.ToString(), Nobody));
        Assert.Equal(404, nowhere.Status);
    }

    [Fact]
    public async Task An_administrator_of_another_organization_sees_its_own_but_does_not_change_it()
    {
        var outsider = server.Secret(Role.Administrator, ManagementServer.Other);
        var own = $"/api/organizations/{ManagementServer.Other}";
        Assert.Equal("Other", (await server.SendAsync(HttpMethod.Get, own, null, outsider)).Json.GetProperty("name").GetString());
        Assert.Equal(403, (await server.SendAsync(HttpMethod.Patch, own, """{"revision":1,"name":"New"}""", outsider)).Status);
        Assert.Equal(403, (await server.SendAsync(HttpMethod.Delete, own, null, outsider)).Status);
    }

    [Fact]
    public async Task A_key_tells_who_it_is()
    {
        var me = await server.Client(Role.Viewer, ManagementServer.Other).MeAsync();
        Assert.Equal(("viewer", "Other", "Other Viewer", false), (me.Role, me.OrganizationName, me.KeyName, me.InstallationAdministrator));
        Assert.True((await server.Client(Role.Administrator).MeAsync()).InstallationAdministrator);
        var byHeader = await server.SendAsync(
            HttpMethod.Get, "/api/me", change: request => request.Headers.Add("x-api-key", server.Secret(Role.Inference)));
        Assert.Equal("inference", byHeader.Json.GetProperty("role").GetString());
    }
}
