using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;

namespace HybridAi.ServiceDefaults.Tests.Telemetry.Prometheus;

/// <summary>What a Prometheus reads of a host.</summary>
public sealed class PrometheusTests : IAsyncLifetime
{
    // Meters are the process's: other tests' instruments have other names.
    private readonly string _name = $"t{Guid.NewGuid():N}";
    private readonly Meter _meter = new("HybridAi.PrometheusTests");
    private WebApplication? _app;
    private HttpClient _http = null!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _meter.Dispose();
        if (_app is null)
            return;
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Each_kind_of_instrument_is_written_as_prometheus_has_it()
    {
        await StartAsync();
        var counter = _meter.CreateCounter<long>($"{_name}.things", "{thing}", "Things\nby \\ kind.");
        var level = _meter.CreateUpDownCounter<int>($"{_name}.level", "By");
        var histogram = _meter.CreateHistogram($"{_name}.time", "s", null, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 2] });
        _meter.CreateObservableGauge($"{_name}.share", () => new Measurement<double>(0.25, new KeyValuePair<string, object?>("of", true)));
        _meter.CreateObservableCounter($"{_name}.sent", () => 7L, "By");
        Assert.DoesNotContain(await ReadAsync(), line => line.Contains("_things_total{", StringComparison.Ordinal));
        counter.Add(2, new("kind", "a \"b\"\\\n"), new("empty", null), new("1st", 3));
        counter.Add(3, new("kind", "a \"b\"\\\n"), new("empty", null), new("1st", 3));
        counter.Add(1);
        level.Add(5);
        level.Add(-2);
        foreach (var value in new[] { 0.1, 0.5, 0.6, 2.5, 100, double.NaN })
            histogram.Record(value, new KeyValuePair<string, object?>("gen_ai.token.type", "input"));

        for (var i = 0; i < 2; i++)
        {
            var lines = await ReadAsync();
            Assert.Equal(
                [
                    $"# TYPE {_name}_level_bytes gauge", $"{_name}_level_bytes 3",
                    $"# TYPE {_name}_sent_bytes_total counter", $"{_name}_sent_bytes_total 7",
                    $"# TYPE {_name}_share gauge", $"{_name}_share{{of=\"true\"}} 0.25",
                    $"# HELP {_name}_things_total Things\\nby \\\\ kind.", $"# TYPE {_name}_things_total counter", $"{_name}_things_total 1",
                    $"{_name}_things_total{{_1st=\"3\",kind=\"a \\\"b\\\"\\\\\\n\"}} 5",
                    $"# TYPE {_name}_time_seconds histogram",
                    $"{_name}_time_seconds_bucket{{gen_ai_token_type=\"input\",le=\"0.5\"}} 2", $"{_name}_time_seconds_bucket{{gen_ai_token_type=\"input\",le=\"2\"}} 3",
                    $"{_name}_time_seconds_bucket{{gen_ai_token_type=\"input\",le=\"+Inf\"}} 5",
                    $"{_name}_time_seconds_sum{{gen_ai_token_type=\"input\"}} 103.7", $"{_name}_time_seconds_count{{gen_ai_token_type=\"input\"}} 5",
                ],
                lines.Where(line => line.Contains(_name, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Of_values_without_end_only_so_many_are_told_apart()
    {
        await StartAsync(("Prometheus:MaxSeries", "10"));
        var counter = _meter.CreateCounter<long>($"{_name}.many");
        await ReadAsync();
        Parallel.For(0, 1000, i => counter.Add(1, new KeyValuePair<string, object?>("id", i % 500)));
        var told = (await ReadAsync()).Where(line => line.StartsWith($"{_name}_many_total{{", StringComparison.Ordinal)).ToList();
        // Those who come first at the same time may be a few more.
        Assert.InRange(told.Count, 11, 40);
        Assert.Contains(told, line => line.Contains("otel_metric_overflow=\"true\"", StringComparison.Ordinal));
        Assert.Equal(1000, told.Sum(line => long.Parse(line[(line.LastIndexOf(' ') + 1)..])));
    }

    [Fact]
    public async Task Only_our_own_meters_and_those_of_the_platform_are_told()
    {
        await StartAsync();
        using var other = new Meter("Somebody.Else");
        var counter = other.CreateCounter<long>($"{_name}.other");
        await ReadAsync();
        counter.Add(1);
        var lines = await ReadAsync();
        Assert.DoesNotContain(lines, line => line.Contains(_name, StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("dotnet_process_memory_working_set_bytes ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("http_server_active_requests{", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_meter_that_is_no_more_is_told_of_no_more()
    {
        await StartAsync();
        await ReadAsync();
        using (var brief = new Meter("HybridAi.Brief"))
        {
            brief.CreateCounter<long>($"{_name}.brief").Add(1);
            Assert.Contains(await ReadAsync(), line => line == $"{_name}_brief_total 1");
        }

        Assert.DoesNotContain(await ReadAsync(), line => line.Contains(_name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_a_token_only_who_has_it_reads()
    {
        await StartAsync(("Prometheus:Token", "secret-token"));
        foreach (var header in new[] { null, "Bearer secret-toke", "Bearer secret-tokens", "secret-token" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
            if (header is not null)
                request.Headers.TryAddWithoutValidation("Authorization", header);
            using var refused = await _http.SendAsync(request);
            Assert.Equal((HttpStatusCode.Unauthorized, "Bearer"), (refused.StatusCode, refused.Headers.WwwAuthenticate.ToString()));
        }

        _http.DefaultRequestHeaders.Authorization = new("Bearer", "secret-token");
        Assert.NotEmpty(await ReadAsync());
    }

    [Fact]
    public async Task Switched_off_there_is_nothing_to_read()
    {
        await StartAsync(("Prometheus:Enabled", "false"));
        using var answer = await _http.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private async Task<string[]> ReadAsync()
    {
        using var answer = await _http.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        var text = await answer.Content.ReadAsStringAsync();
        Assert.EndsWith("\n", text);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task StartAsync(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        foreach (var (key, value) in settings)
            builder.Configuration[key] = value;
        builder.AddServiceDefaults();
        _app = builder.Build();
        _app.MapServiceDefaults();
        await _app.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }
}
