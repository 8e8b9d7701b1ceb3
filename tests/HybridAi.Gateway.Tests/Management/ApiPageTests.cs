using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.Management;

/// <summary><c>docs/api.md</c> has every path that there is and no other, with what each takes and who may call it. <c>HYBRIDAI_WRITE_DOCS=1</c> writes it anew.</summary>
public sealed partial class ApiPageTests(ManagementServer server) : IClassFixture<ManagementServer>
{
    private const string Page = "docs/api.md", InferenceTag = "Inference", Unnamed = "Of the host";

    private const string Head = """
        # The API

        Every path, by what it is about. Made by a test from the API's own description (`/openapi/v1.json`), its routes and the tests of who may call what, so that it is true;
        `HYBRIDAI_WRITE_DOCS=1 ./test.sh Gateway` writes it anew. What bodies and answers look like, the description says, and the pages that are linked.

        **Role** is the least that a key must have: `inference` < `viewer` < `operator` < `administrator`. "of the installation": of the default organization. A key of another organization sees
        its own only. Keys with the role `viewer` call no models. **Parameters** are those of the query; one that there is not is 400.


        """;

    // What is mapped outside of the description, and the role that it needs.
    private static readonly (string Method, string Path, string Role, string Purpose)[] Hosts =
    [
        ("GET", "/health", "none", "Can it take requests, and on what terms: 200, or 503"),
        ("GET", "/alive", "none", "Does it live"),
        ("GET", "/metrics", "none, or `Prometheus:Token`", "Meters for Prometheus"),
        ("GET", "/openapi/{documentName}.json", "none", "The API's description: `v1`"),
    ];

    // What explains it.
    private static readonly Dictionary<string, string> Explained = new()
    {
        [InferenceTag] = "[what works with whom](compatibility.md), [a request](../README.md#a-request)",
        ["AI performance"] = "[AI performance](ai-performance.md)",
        ["Auto models"] = "[auto models](auto-models.md)",
        ["Budgets"] = "[budgets](budgets.md)",
        ["Cache"] = "[caching](caching.md), [the semantic cache](semantic-cache.md)",
        ["Configuration"] = "[backing up](deploy.md#backing-up)",
        ["Deployments"] = "[routing](routing.md)",
        ["Errors"] = "[failures](errors.md)",
        ["Events"] = "[events](events.md)",
        ["Health"] = "[health](health.md)",
        ["Metrics"] = "[metrics](metrics.md)",
        ["Models"] = "[models](models.md)",
        ["Optimization"] = "[optimization](optimization.md)",
        ["Providers"] = "[providers](../README.md), [tests of a provider](provider-tests.md)",
        ["Rate limits"] = "[rate limits](rate-limits.md)",
        ["Resilience"] = "[resilience](resilience.md)",
        ["Routing"] = "[routing rules](routing.md#rules)",
        ["Settings"] = "[what is in effect](deploy.md#what-is-in-effect)",
        [Unnamed] = "[deploying](deploy.md)",
    };

    [Fact]
    public async Task The_page_has_what_the_API_has()
    {
        var file = Path.Combine(Root(), Page);
        var text = Render((await server.SendAsync(HttpMethod.Get, "/openapi/v1.json")).Json.GetProperty("paths"));
        if (Environment.GetEnvironmentVariable("HYBRIDAI_WRITE_DOCS") == "1")
            await File.WriteAllTextAsync(file, text);
        Assert.True(File.Exists(file) && await File.ReadAllTextAsync(file) == text, $"{Page} is out of date: run the tests with HYBRIDAI_WRITE_DOCS=1.");
    }

    [Fact]
    public async Task Each_route_is_on_the_page_and_each_line_of_the_page_is_a_route()
    {
        var routes = server.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/')).Select(path => Constraint().Replace(path is "/v1/models/{**id}" or "/api/models/{provider}/{**name}" ? path.Replace("**", "", StringComparison.Ordinal) : path, "{$1}"))
            // What answers to paths that there are not.
            .Where(path => !path.Contains("{**", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal).ToList();
        var lines = (await File.ReadAllLinesAsync(Path.Combine(Root(), Page))).Select(line => Line().Match(line)).Where(match => match.Success).Select(match => match.Groups[2].Value).Distinct();
        Assert.Equal(routes, lines.Order(StringComparer.Ordinal));
    }

    private static string Render(JsonElement paths)
    {
        var operations = paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(operation => (
            Tag: operation.Value.GetProperty("tags")[0].GetString()!, Method: operation.Name.ToUpperInvariant(), Path: path.Name, Operation: operation.Value))).ToList();
        var text = new StringBuilder(Head);
        foreach (var tag in operations.Select(one => one.Tag).Distinct().OrderByDescending(tag => tag == InferenceTag).ThenBy(tag => tag, StringComparer.Ordinal).Append(Unnamed))
        {
            text.Append($"## {tag}\n\n");
            if (Explained.TryGetValue(tag, out var pages))
                text.Append($"See {pages}.\n\n");
            text.Append("| | path | role | | parameters |\n|---|---|---|---|---|\n");
            foreach (var (_, method, path, operation) in operations.Where(one => one.Tag == tag).OrderBy(one => one.Path, StringComparer.Ordinal).ThenBy(one => Order(one.Method)))
                text.Append($"| `{method}` | `{path}` | {RoleOf(method, path)} | {operation.GetProperty("summary").GetString()} | {Parameters(operation)} |\n");
            foreach (var (method, path, role, purpose) in tag == Unnamed ? Hosts : [])
                text.Append($"| `{method}` | `{path}` | {role} | {purpose} | |\n");
            text.Append('\n');
        }

        return text.ToString().TrimEnd() + "\n";
    }

    private static int Order(string method) => Array.IndexOf(["GET", "POST", "PUT", "PATCH", "DELETE"], method);

    private static string RoleOf(string method, string path)
    {
        if (!path.StartsWith("/api/", StringComparison.Ordinal))
            return $"`{RoleRequirement.Name(Role.Inference)}`";
        var (_, _, role, ofInstallation) = WhoMayTests.Endpoints.Select(row => row.Data).Single(row => row.Item1 == method && WhoMayTests.TemplateOf(row.Item2) == path);
        return $"`{RoleRequirement.Name(role)}`{(ofInstallation ? " of the installation" : "")}";
    }

    private static string Parameters(JsonElement operation) => operation.TryGetProperty("parameters", out var all)
        ? string.Join(", ", all.EnumerateArray().Where(one => one.GetProperty("in").GetString() == "query").Select(one => $"`{one.GetProperty("name").GetString()}`")) : "";

    private static string Root()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "HybridAi.sln")))
            directory = Path.GetDirectoryName(directory)!;
        return directory;
    }

    [GeneratedRegex(@"^\| `([A-Z]+)` \| `([^`]+)` \|")]
    private static partial Regex Line();

    [GeneratedRegex(@"\{([A-Za-z]+):[^}]+\}")]
    private static partial Regex Constraint();
}
