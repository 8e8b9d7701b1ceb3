using System.Text.Json;
using HybridAi.Core.Events;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Events;
using HybridAi.Gateway.Tests.Management;

namespace HybridAi.Gateway.Tests.Events;

/// <summary>What is asked for in vain, and what the API description says.</summary>
public sealed class EventRefusalTests(ManagementServer server) : IClassFixture<ManagementServer>
{
    [Theory]
    [InlineData("?topics=nobodys", Role.Administrator, 400, "topics")]
    [InlineData("?topics=cache", Role.Administrator, 400, "topics")]
    [InlineData("?filter=kind", Role.Administrator, 400, "filter")]
    [InlineData("?after=-1", Role.Administrator, 400, "after")]
    [InlineData("?after=x", Role.Administrator, 400, "after")]
    [InlineData("?organization=x", Role.Administrator, 400, "organization")]
    [InlineData("?topic=budget", Role.Administrator, 400, "topic")]
    [InlineData("?topics=configuration", Role.Operator, 403, null)]
    [InlineData("?topics=budget,configuration", Role.Viewer, 403, null)]
    [InlineData("?topics=conf*", Role.Viewer, 403, null)]
    [InlineData("?topics=budget", Role.Inference, 403, null)]
    [InlineData("?organization=01900000-0000-7000-8000-00000000000b", Role.Operator, 404, null)]
    public async Task A_stream_that_cannot_be_is_refused_with_the_reason(string query, Role role, int status, string? param)
    {
        var answer = await server.SendAsync(HttpMethod.Get, $"/api/events{query}", null, server.Secret(role));
        Assert.Equal((status, param), (answer.Status, answer.Param));
    }

    [Theory]
    [InlineData("?topics=nobodys", Role.Administrator, 400, "topics")]
    [InlineData("?topics=usage", Role.Administrator, 400, "topics")]
    [InlineData("?filter=kind", Role.Administrator, 400, "filter")]
    [InlineData("?after=1", Role.Administrator, 400, "after")]
    [InlineData("?cursor=x", Role.Administrator, 400, "cursor")]
    [InlineData("?cursor=-1", Role.Administrator, 400, "cursor")]
    [InlineData("?limit=0", Role.Administrator, 400, "limit")]
    [InlineData("?from=x", Role.Administrator, 400, "from")]
    [InlineData("?from=1h&to=2h", Role.Administrator, 400, "from")]
    [InlineData("?organization=x", Role.Administrator, 400, "organization")]
    [InlineData("?topics=configuration", Role.Operator, 403, null)]
    [InlineData("?topics=budget", Role.Inference, 403, null)]
    [InlineData("?organization=01900000-0000-7000-8000-00000000000b", Role.Operator, 404, null)]
    public async Task A_history_that_cannot_be_is_refused_with_the_reason(string query, Role role, int status, string? param)
    {
        var answer = await server.SendAsync(HttpMethod.Get, $"/api/events/history{query}", null, server.Secret(role));
        Assert.Equal((status, param), (answer.Status, answer.Param));
    }

    [Fact]
    public async Task A_last_id_that_is_none_is_refused()
    {
        var answer = await server.SendAsync(HttpMethod.Get, "/api/events", null, server.Secret(Role.Viewer), request => request.Headers.Add("Last-Event-ID", "x"));
        Assert.Equal((400, "Last-Event-ID"), (answer.Status, answer.Param));
    }

    [Fact]
    public async Task The_API_description_has_a_schema_for_each_topic()
    {
        var document = (await server.SendAsync(HttpMethod.Get, "/openapi/v1.json")).Json;
        var operation = document.GetProperty("paths").GetProperty("/api/events").GetProperty("get");
        var schemas = document.GetProperty("components").GetProperty("schemas");
        Assert.True(operation.GetProperty("responses").GetProperty("200").GetProperty("content").TryGetProperty("text/event-stream", out _));
        foreach (var status in new[] { "403", "429", "503" })
            Assert.True(operation.GetProperty("responses").TryGetProperty(status, out _), status);
        foreach (var topic in EventTopics.All)
        {
            var name = EventSchemas.Data[topic.Name].Name;
            Assert.Contains($"`{topic.Name}` {name}", operation.GetProperty("description").GetString());
            Assert.NotEmpty(schemas.GetProperty(name).GetProperty("properties").EnumerateObject());
        }

        Assert.Equal(JsonValueKind.Object, schemas.GetProperty("EventDocument").ValueKind);
    }
}
