using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using HybridAi.ServiceDefaults.Draining;

namespace HybridAi.ServiceDefaults.Tests.Draining;

/// <summary>A host that is told to stop while a request is in flight.</summary>
public sealed class DrainTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _arrived = new();
    private readonly TaskCompletionSource _release = new();
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _release.TrySetResult();
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task What_is_in_flight_finishes_while_health_is_off_and_nothing_new_is_taken()
    {
        await StartAsync([]);
        Assert.Equal(("healthy", 200), await HealthAsync());
        var slow = _http.GetStringAsync("/slow");
        await _arrived.Task;

        var stopping = _app.StopAsync();
        Assert.Equal(("draining", 503), await HealthAsync());
        using var refused = await _http.GetAsync("/fast");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.True(refused.Headers.ConnectionClose);
        Assert.Contains("overloaded_error", await refused.Content.ReadAsStringAsync());
        Assert.Equal("alive", await _http.GetStringAsync("/alive"));
        Assert.False(stopping.IsCompleted);

        _release.SetResult();
        Assert.Equal("slow", await slow);
        await stopping;
        await Assert.ThrowsAsync<HttpRequestException>(() => _http.GetStringAsync("/alive"));
    }

    [Fact]
    public async Task During_the_notice_requests_are_still_taken()
    {
        await StartAsync(new() { ["Drain:Notice"] = "10m" });
        using var enough = new CancellationTokenSource();
        var stopping = _app.StopAsync(enough.Token);
        Assert.Equal(("draining", 503), await HealthAsync());
        using var taken = await _http.GetAsync("/fast");
        Assert.Equal((HttpStatusCode.OK, true), (taken.StatusCode, taken.Headers.ConnectionClose));
        Assert.False(stopping.IsCompleted);
        await enough.CancelAsync();
        await Task.WhenAny(stopping);
    }

    [Fact]
    public async Task When_the_time_is_over_it_says_so_to_what_still_runs()
    {
        await StartAsync(new() { ["Drain:Timeout"] = "1ms" });
        var slow = _http.GetAsync("/slow");
        await _arrived.Task;
        var drain = _app.Services.GetRequiredService<Drain>();
        Assert.False(drain.Expired.IsCancellationRequested);
        var expired = new TaskCompletionSource();
        using var registration = drain.Expired.Register(expired.SetResult);
        var stopping = _app.StopAsync();
        await expired.Task.WaitAsync(TimeSpan.FromSeconds(30));
        _release.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await slow).StatusCode);
        await stopping;
    }

    private async Task StartAsync(Dictionary<string, string?> settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.AddServiceDefaults();
        _app = builder.Build();
        _app.MapServiceDefaults();
        _app.MapGet("/fast", http => http.Response.WriteAsync("fast"));
        _app.MapGet("/slow", async http =>
        {
            _arrived.SetResult();
            await _release.Task;
            await http.Response.WriteAsync("slow");
        });
        await _app.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()), Timeout = TimeSpan.FromSeconds(30) };
    }

    private async Task<(string? Status, int Code)> HealthAsync()
    {
        using var answer = await _http.GetAsync("/health");
        using var document = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return (document.RootElement.GetProperty("status").GetString(), (int)answer.StatusCode);
    }
}
