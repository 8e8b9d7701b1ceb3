using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using HybridAi.Storage;

namespace HybridAi.Gateway.Tests.Hosting;

/// <summary>Gateways whose Postgres goes away, or is away when they start.</summary>
public sealed class LostDatabaseTests : IAsyncLifetime
{
    private GatewayPair _pair = null!;

    public async ValueTask InitializeAsync() => _pair = await GatewayPair.StartAsync();

    public ValueTask DisposeAsync() => _pair.DisposeAsync();

    [Fact]
    public async Task A_running_gateway_serves_on_refuses_changes_and_catches_up()
    {
        var key = await _pair.A.CreateKeyAsync();
        await _pair.Server.KillAsync();
        await GatewayCalls.UntilAsync(async () => await _pair.A.StatusAsync() == "degraded");
        await AssertServesWithoutDatabaseAsync(_pair.A, key.Secret);
        var database = (await _pair.A.HealthAsync()).GetProperty("dependencies").EnumerateArray().Single(one => one.GetProperty("name").GetString() == "database");
        Assert.Equal("degraded", database.GetProperty("status").GetString());
        Assert.Contains("database", database.GetProperty("detail").GetString(), StringComparison.Ordinal);

        await _pair.Server.StartAgainAsync();
        await GatewayCalls.UntilAsync(async () => await _pair.A.StatusAsync() == "healthy");
        await _pair.A.CreateKeyAsync();
        await GatewayCalls.UntilAsync(async () => await _pair.ScalarAsync("SELECT COUNT(*) FROM usage_records") == 1);
    }

    [Fact]
    public async Task A_gateway_starts_from_its_copy_and_catches_up_when_the_database_comes()
    {
        var key = await _pair.A.CreateKeyAsync();
        var revoked = await _pair.A.CreateKeyAsync();
        Assert.True((await _pair.A.Http.DeleteAsync($"/api/keys/{revoked.Id}")).IsSuccessStatusCode);
        var end = TimeProvider.System.GetUtcNow().AddSeconds(3);
        var ending = await _pair.A.CreateKeyAsync(end);
        using (var set = await _pair.A.Http.PutAsJsonAsync("/api/providers/two/key", new { key = "sk-of-the-api" }))
            Assert.True(set.IsSuccessStatusCode);
        var version = _pair.A.Snapshots.Current.Version;
        await _pair.StopAsync(_pair.A);
        await _pair.Server.KillAsync();

        // With another administrator key in its environment, which the database has not yet.
        await using var again = await _pair.StartAsync("a", new() { ["HYBRIDAI_ADMIN_KEY"] = "another-administrator-key" });
        var health = await again.HealthAsync();
        Assert.Equal(("degraded", version), (health.GetProperty("status").GetString(), health.GetProperty("snapshot").GetInt64()));
        Assert.InRange(health.GetProperty("copy").GetProperty("ageSeconds").GetInt64(), 0, 600);
        Assert.Equal(401, await again.CallAsync(revoked.Secret));
        await GatewayCalls.UntilAsync(() => Task.FromResult(TimeProvider.System.GetUtcNow() >= end));
        Assert.Equal(401, await again.CallAsync(ending.Secret));
        Assert.Equal(401, await again.CallAsync("another-administrator-key"));
        await AssertServesWithoutDatabaseAsync(again, key.Secret);
        // The key that was set over the API is in the copy, and wins.
        again.Two.Answer = call => call.AnswerAsync(call.Head.Contains("sk-of-the-api", StringComparison.Ordinal) ? 200 : 500, Wire.Answer);
        Assert.Equal(200, (int)(await again.ChatAsync("""{"model":"two/m","messages":[{"role":"user","content":"x"}]}""")).StatusCode);

        await _pair.Server.StartAgainAsync();
        await GatewayCalls.UntilAsync(async () => await again.StatusAsync() == "healthy" && await again.CallAsync("another-administrator-key") == 200);
        again.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "another-administrator-key");
        Assert.False((await again.HealthAsync()).TryGetProperty("copy", out _));
        await again.CreateKeyAsync();
        await GatewayCalls.UntilAsync(async () => await _pair.ScalarAsync("SELECT COUNT(*) FROM usage_records") == 2);
    }

    [Theory]
    [InlineData("another master key")]
    [InlineData("damaged")]
    [InlineData("none")]
    public async Task Without_a_copy_that_can_be_used_a_start_ends_with_the_reason(string copy)
    {
        await _pair.A.CreateKeyAsync();
        await _pair.StopAsync(_pair.A);
        await _pair.Server.StopAsync();
        if (copy == "damaged")
            await File.WriteAllTextAsync(_pair.FileOf("a", "snapshot.bin"), "damaged");
        if (copy == "none")
            File.Delete(_pair.FileOf("a", "snapshot.bin"));
        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(
            () => _pair.StartAsync("a", copy == "another master key" ? new() { ["HYBRIDAI_MASTER_KEY"] = new string('6', 64) } : null));
        Assert.Contains("cannot be reached", refused.Message, StringComparison.Ordinal);
        Assert.Contains("There is no copy", refused.Message, StringComparison.Ordinal);
    }

    private static async Task AssertServesWithoutDatabaseAsync(TestGateway gateway, string secret)
    {
        Assert.Equal(200, await gateway.CallAsync(secret));
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        using var chat = await gateway.ChatAsync(change: request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret));
        Assert.Equal(200, (int)chat.StatusCode);
        var asked = new[]
        {
            gateway.Http.PostAsJsonAsync("/api/keys", new { name = "Never" }), gateway.Http.PostAsJsonAsync("/api/teams", new { name = "Never" }),
            gateway.Http.PutAsJsonAsync("/api/providers/one/key", new { key = "never" }), gateway.Http.DeleteAsync("/api/providers/one"),
            gateway.Http.GetAsync("/api/usage"), gateway.Http.GetAsync("/api/usage/summary"), gateway.Http.GetAsync("/api/keys"), gateway.Http.GetAsync("/api/audit"),
        };
        foreach (var refused in await Task.WhenAll(asked))
        {
            var error = JsonElement.Parse(await refused.Content.ReadAsStringAsync()).GetProperty("error");
            Assert.Equal((503, "storage_unavailable"), ((int)refused.StatusCode, error.GetProperty("code").GetString()));
            Assert.Equal("api_error", error.GetProperty("type").GetString());
            refused.Dispose();
        }
        // What the snapshot has is shown.
        Assert.Equal(200, (int)(await gateway.Http.GetAsync("/api/providers")).StatusCode);
        using var me = await gateway.Http.GetAsync("/api/me");
        Assert.Equal(200, (int)me.StatusCode);
        var caller = JsonElement.Parse(await me.Content.ReadAsStringAsync());
        Assert.Equal(("administrator", true), (caller.GetProperty("role").GetString(), caller.GetProperty("installationAdministrator").GetBoolean()));
        Assert.False(caller.TryGetProperty("organizationName", out var name) && name.ValueKind != JsonValueKind.Null);
    }
}
