using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace HybridAi.ServiceDefaults.Tests.Telemetry;

/// <summary>What goes to a collector that speaks OTLP over HTTP, and when.</summary>
public sealed partial class TelemetryTests : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, string> _received = new();
    private WebApplication _collector = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _collector = builder.Build();
        _collector.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            _received.AddOrUpdate($"{http.Request.Path}|{http.Request.Headers["x-token"]}", _ => Text(body), (_, earlier) => earlier + Text(body));
        });
        await _collector.StartAsync();
    }

    public ValueTask DisposeAsync() => _collector.DisposeAsync();

    [Fact]
    public async Task Logs_metrics_and_traces_go_to_the_endpoint_under_the_environments_name()
    {
        await WorkAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _collector.Urls.First(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-token=abc",
            ["OTEL_SERVICE_NAME"] = "gateway-under-test",
            ["OTEL_RESOURCE_ATTRIBUTES"] = "service.instance.id=seven",
            ["OTEL_TRACES_SAMPLER"] = "always_on",
        });
        foreach (var signal in new[] { "logs", "metrics", "traces" })
        {
            var text = Assert.Contains($"/v1/{signal}|abc", (IDictionary<string, string>)_received);
            Assert.Contains("gateway-under-test", text);
            Assert.Contains("seven", text);
        }

        Assert.Contains("something happened to 42", _received["/v1/logs|abc"]);
        Assert.Contains("hybridai.test.count", _received["/v1/metrics|abc"]);
        Assert.Contains("http.server.request.duration", _received["/v1/metrics|abc"]);
        // Only of the server's own span.
        Assert.Contains("url.path", _received["/v1/traces|abc"]);
    }

    [Fact]
    public async Task A_signal_of_its_own_goes_where_it_says_alone()
    {
        await WorkAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"] = _collector.Urls.First() + "/measured",
            ["OTEL_EXPORTER_OTLP_METRICS_PROTOCOL"] = "http/protobuf",
        });
        Assert.Equal("/measured|", Assert.Single(_received).Key);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("OTEL_SDK_DISABLED", "true")]
    public void Without_an_endpoint_or_switched_off_nothing_listens(string? key, string? value)
    {
        var settings = new Dictionary<string, string?>();
        if (key is not null)
            (settings[key], settings["OTEL_EXPORTER_OTLP_ENDPOINT"]) = (value, "http://127.0.0.1:1");
        using var services = Host(settings).Services.BuildServiceProvider();
        Assert.Null(services.GetService<TracerProvider>());
        Assert.Null(services.GetService<MeterProvider>());
        Assert.Null(services.GetService<LoggerProvider>());
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/json")]
    public void What_the_exporter_would_pass_over_stops_the_start(string key, string value) => Assert.StartsWith(
        key, Assert.Single(Assert.Throws<HybridAi.ServiceDefaults.Configuration.ConfigurationException>(() => Host(new() { [key] = value })).Errors));

    private static async Task WorkAsync(Dictionary<string, string?> settings)
    {
        var builder = Host(settings);
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        await using var app = builder.Build();
        app.MapServiceDefaults();
        app.MapGet("/items/{id}", http => http.Response.WriteAsync("item"));
        await app.StartAsync();
        using (var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) })
            Assert.Equal("item", await http.GetStringAsync("/items/1"));
        using var meter = new Meter("HybridAi.Tests");
        meter.CreateCounter<int>("hybridai.test.count").Add(1);
        LogSomething(app.Services.GetRequiredService<ILogger<TelemetryTests>>(), 42);
        await app.StopAsync();
    }

    private static WebApplicationBuilder Host(Dictionary<string, string?> settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "HybridAi.Tests" });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddServiceDefaults();
        return builder;
    }

    // Texts stand in a protocol buffer as they are.
    private static string Text(MemoryStream body) => Encoding.UTF8.GetString(body.ToArray());

    [LoggerMessage(LogLevel.Warning, "something happened to {Number}")]
    private static partial void LogSomething(ILogger logger, int number);
}
