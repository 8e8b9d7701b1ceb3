using System.Net;
using HybridAi.Client.ErrorGroups;
using HybridAi.Client.Errors;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Tests.Management;
using HybridAi.TestServers;

namespace HybridAi.Gateway.Tests.ErrorGroups;

public sealed class SqliteErrorGroupApiTests() : ErrorGroupApiTests(null);

public sealed class PostgresErrorGroupApiTests(PostgresFixture postgres) : ErrorGroupApiTests(postgres);

/// <summary>Groups of failures as operators see and steer them.</summary>
public abstract class ErrorGroupApiTests(PostgresFixture? postgres) : IAsyncLifetime
{
    private readonly ManagementServer _server = new() { Postgres = postgres };

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Failures_are_listed_resolved_and_open_again()
    {
        var records = new[] { Failed(0, "ServerError"), Failed(1, "ServerError"), Failed(2, "Overload") with { Status = 503 } };
        await AbsorbAsync(records);
        var (viewer, operating) = (_server.Client(Role.Viewer), _server.Client(Role.Operator));
        var page = await viewer.ErrorGroupsAsync();
        Assert.Null(page.Next);
        Assert.Equal([("Overload", 503, 1L), ("ServerError", 502, 2L)], page.Data.Select(group => (group.Cause, group.Status!.Value, group.Count)));
        var group = page.Data[1];
        Assert.Equal(("open", "provider", "openai", "openai/m"), (group.State, group.Source, group.Provider, group.Deployment));
        Assert.Equal([records[1].Id, records[0].Id], group.RequestIds);
        Assert.Equal([records[0].KeyId.Value], group.KeyIds);
        Assert.Equal((records[0].At, records[1].At), (group.FirstAt, group.LastAt));

        var refused = await Assert.ThrowsAsync<HybridAiApiException>(() => viewer.ResolveErrorGroupAsync(group.Id));
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        _server.Time.Advance(TimeSpan.FromMinutes(1));
        var resolved = await operating.ResolveErrorGroupAsync(group.Id);
        Assert.Equal(("resolved", _server.Time.GetUtcNow()), (resolved.State, resolved.ResolvedAt));
        Assert.Equivalent(resolved, await operating.ResolveErrorGroupAsync(group.Id));
        Assert.Equal([group.Id], (await viewer.ErrorGroupsAsync(new ErrorGroupFilter { State = "resolved" })).Data.Select(one => one.Id));
        Assert.Equal(["Overload"], (await viewer.ErrorGroupsAsync(new ErrorGroupFilter { State = "open" })).Data.Select(one => one.Cause));

        await AbsorbAsync(Failed(120, "ServerError"));
        var again = await viewer.ErrorGroupAsync(group.Id);
        Assert.Equal(("open", 1L, 3L), (again.State, again.Reopened, again.Count));
        await operating.ResolveErrorGroupAsync(group.Id);
        Assert.Equal("open", (await operating.ReopenErrorGroupAsync(group.Id)).State);
        Assert.Equal(["error.resolve", "error.resolve", "error.reopen"], (await _server.AuditAsync("error.")).Select(entry => entry.Action).OrderDescending());
        Assert.Equal(404, (await _server.SendAsync(HttpMethod.Get, $"/api/errors/{Guid.NewGuid()}", null, _server.Secret(Role.Viewer))).Status);
    }

    [Theory]
    [InlineData("?state=gone", "state")]
    [InlineData("?source=elsewhere", "source")]
    [InlineData("?limit=0", "limit")]
    [InlineData("?status=500", "status")]
    public async Task What_cannot_be_asked_is_refused(string query, string param)
    {
        var answer = await _server.SendAsync(HttpMethod.Get, $"/api/errors{query}", null, _server.Secret(Role.Viewer));
        Assert.Equal((400, param), (answer.Status, answer.Param));
    }

    private async Task AbsorbAsync(params UsageRecord[] records)
    {
        await _server.Storage.Usage.InsertAsync(records, default);
        await _server.Storage.ErrorGroups.AbsorbAsync(100, default);
    }

    private static UsageRecord Failed(int seconds, string cause)
    {
        var at = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddSeconds(seconds);
        return new UsageRecord
        {
            Id = Guid.CreateVersion7(at), At = at, OrganizationId = OrganizationId.Default, KeyId = new KeyId(new Guid("01890000-0000-7000-8000-000000000002")), Api = "chat.completions",
            RequestedModel = "m", Provider = "openai", Model = "m", Deployment = "openai/m", Status = 502, Outcome = UsageOutcome.Failed, FailureCause = cause, Attempts = 1,
        };
    }
}
