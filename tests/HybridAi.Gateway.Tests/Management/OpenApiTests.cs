using System.Text.Json;

namespace HybridAi.Gateway.Tests.Management;

public sealed class OpenApiTests(ManagementServer server) : IClassFixture<ManagementServer>
{
    [Fact]
    public async Task The_document_describes_what_each_endpoint_takes_and_gives()
    {
        var document = (await server.SendAsync(HttpMethod.Get, "/openapi/v1.json")).Json;
        var paths = document.GetProperty("paths");
        var rotate = paths.GetProperty("/api/keys/{id}/rotate").GetProperty("post");
        Assert.Equal(["201", "400", "401", "403", "404", "409"], Names(rotate.GetProperty("responses")));
        Assert.False(rotate.GetProperty("requestBody").TryGetProperty("required", out var required) && required.GetBoolean());
        Assert.True(paths.GetProperty("/api/users").GetProperty("post").GetProperty("requestBody").GetProperty("required").GetBoolean());
        var filters = paths.GetProperty("/api/usage").GetProperty("get").GetProperty("parameters").EnumerateArray().ToList();
        Assert.Contains(filters, filter => filter.GetProperty("name").GetString() == "status");
        Assert.All(filters, filter => Assert.NotEmpty(filter.GetProperty("description").GetString()!));
        foreach (var operation in paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject()))
            Assert.NotEmpty(operation.Value.GetProperty("summary").GetString()!);
    }

    [Fact]
    public async Task The_fields_of_a_change_are_described_by_what_is_sent()
    {
        var schemas = (await server.SendAsync(HttpMethod.Get, "/openapi/v1.json")).Json.GetProperty("components").GetProperty("schemas");
        var change = schemas.GetProperty("UpdateKeyRequest").GetProperty("properties");
        Assert.Equal(["null", "string"], Types(change.GetProperty("name")));
        Assert.Equal(["null", "string"], Types(change.GetProperty("expiresAt")));
        Assert.Equal("date-time", change.GetProperty("expiresAt").GetProperty("format").GetString());
        Assert.Equal(["array", "null"], Types(change.GetProperty("allowedModels")));
        Assert.Equal(["integer", "null"], Types(change.GetProperty("revision")));
        Assert.DoesNotContain(Names(schemas), name => name.StartsWith("Patch", StringComparison.Ordinal));
    }

    private static IEnumerable<string?> Types(JsonElement schema) =>
        schema.GetProperty("type").EnumerateArray().Select(type => type.GetString()).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Names(JsonElement json) => json.EnumerateObject().Select(property => property.Name);
}
