using System.Net.Http.Json;
using System.Text.Json;
using HybridAi.Core.Caching;
using HybridAi.Core.Resilience.Fallbacks;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.Events;

/// <summary>Makes things happen.</summary>
internal static class EventCalls
{
    /// <summary>A circuit opens, as if another gateway had seen it.</summary>
    public static Task BreakAsync(this TestGateway gateway, string deployment, string? detail = null) =>
        gateway.App.Services.GetRequiredService<IFallbackEventStore>().AddAsync(
            [new FallbackEvent { Id = Guid.CreateVersion7(), At = gateway.Time.GetUtcNow(), Gateway = "g", Kind = FallbackEventKinds.BreakerOpened, Deployment = deployment, Detail = detail }], default);

    /// <summary>Something of an organization's cache is purged.</summary>
    public static Task PurgeAsync(this TestGateway gateway, OrganizationId? organization, string tag) =>
        gateway.App.Services.GetRequiredService<ICachePurgeStore>().AddAsync(
            new CachePurge { Id = Guid.CreateVersion7(), At = gateway.Time.GetUtcNow(), Organization = organization, Kind = CachePurgeKind.Tag, Value = tag }, audit: null, default);

    /// <summary>Makes a key and gives its id and secret.</summary>
    public static async Task<(string Id, string Secret)> KeyAsync(this TestGateway gateway, string role, Guid? organization = null)
    {
        using var answer = await gateway.Http.PostAsJsonAsync("/api/keys", new { name = "Test", role, organizationId = organization });
        var key = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.True(answer.IsSuccessStatusCode, key.ToString());
        return (key.GetProperty("id").GetString()!, key.GetProperty("key").GetString()!);
    }

    /// <summary>Makes an organization and gives its id.</summary>
    public static async Task<Guid> OrganizationAsync(this TestGateway gateway)
    {
        using var answer = await gateway.Http.PostAsJsonAsync("/api/organizations", new { name = "Other" });
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("id").GetGuid();
    }

    public static string? Field(this JsonElement one, string name) => one.GetProperty("data").GetProperty(name).ToString();
}
