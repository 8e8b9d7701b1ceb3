using System.Net;
using System.Text.RegularExpressions;
using HybridAi.Client;
using HybridAi.Client.Usage;
using HybridAi.Web.Dashboard;
using HybridAi.Web.Tests.Fakes;
using HybridAi.Web.Time;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HybridAi.Web.Tests.Dashboard;

/// <summary>The dashboard on a page of an application that has nothing of the site's.</summary>
public sealed class AIPerformanceDashboardTests : IAsyncLifetime
{
    private static readonly string[] Charted = ["requests", "errors", "cancelled", "cost", "cost_saved", "latency_p50", "latency_p95"];

    private readonly FakeGateway _gateway = new();
    private readonly TickingTime _time = new(Sample.Start);
    private HttpClient _browser = new();
    private WebApplication? _app;

    public async ValueTask InitializeAsync()
    {
        await _gateway.StartAsync();
        _gateway.Answer("GET /api/metrics", Sample.Metrics(24, Charted));
        _gateway.Answer("GET /api/metrics/providers", Sample.Comparison(12_345, "openai"));
        _gateway.Answer("GET /api/metrics/live", Sample.Live(12_345));
        _gateway.AnswerList("GET /api/providers", [Sample.Provider("openai", simulated: true)]);
        _gateway.Answer("GET /api/ai/health", Sample.Health(("openai", "healthy", null)));
        _gateway.AnswerList("GET /api/usage", [Sample.Record()]);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task It_shows_the_figures_of_the_key_that_was_registered()
    {
        await StartAsync(options => (options.GatewayAddress, options.ApiKey) = (_gateway.Address, "hai-viewer"));
        var page = await _browser.GetStringAsync("/");
        string[] shown = ["Last 24 hours, as of", "12,345", "99.67 %", "$12.35", "640 ms", "1 of 1 provider is healthy.", "Latest requests", "All providers are simulated", "class=\"plot\"", "id=\"hybridai-charts-title\""];
        Assert.All(shown, text => Assert.Contains(text, page));
        // There is no site to lead to, and no key in the page.
        Assert.DoesNotContain("<a ", page);
        Assert.DoesNotContain("hai-viewer", page);
        Assert.DoesNotContain("<script", page);
        Assert.All(_gateway.Calls, call => Assert.EndsWith(" hai-viewer", call));
        Assert.DoesNotContain(_gateway.Calls, call => call.StartsWith("/api/me ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Its_own_parameters_win()
    {
        await StartAsync(options => (options.GatewayAddress, options.ApiKey) = (new Uri("http://127.0.0.1:1"), "hai-nobody"), new()
        {
            [nameof(AIPerformanceDashboard.GatewayAddress)] = _gateway.Address,
            [nameof(AIPerformanceDashboard.ApiKey)] = "hai-operator",
            [nameof(AIPerformanceDashboard.Range)] = "7d",
            [nameof(AIPerformanceDashboard.SiteAddress)] = new Uri("https://status.example/ai/"),
            [nameof(AIPerformanceDashboard.Id)] = "second",
        });
        var page = await _browser.GetStringAsync("/");
        string[] shown = ["Last 7 days, as of", "href=\"https://status.example/ai/providers/openai\"", "href=\"https://status.example/ai/requests/", "id=\"second-charts-title\""];
        Assert.All(shown, text => Assert.Contains(text, page));
        Assert.Contains(_gateway.Calls, call => call.StartsWith("/api/metrics?range=7d&", StringComparison.Ordinal) && call.EndsWith(" hai-operator", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Its_styles_concern_nothing_outside_of_it()
    {
        await StartAsync(options => (options.GatewayAddress, options.ApiKey) = (_gateway.Address, "hai-viewer"));
        var page = await _browser.GetStringAsync("/");
        var address = page.Split("rel=\"stylesheet\" href=\"")[1].Split('"')[0];
        using var answer = await _browser.GetAsync(address);
        Assert.Equal((HttpStatusCode.OK, "text/css"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var styles = await answer.Content.ReadAsStringAsync();
        Assert.StartsWith(".hybridai-dashboard {", styles);
        Assert.DoesNotContain(":root", styles);
        // The one block that everything is in ends where the file does.
        var depth = 0;
        for (var at = 0; at < styles.Length; at++)
        {
            depth += styles[at] == '{' ? 1 : styles[at] == '}' ? -1 : 0;
            Assert.True(depth > 0 || at < ".hybridai-dashboard {".Length || string.IsNullOrWhiteSpace(styles[(at + 1)..]), $"The block ends at {at} of {styles.Length}.");
        }

        Assert.Equal(0, depth);
        Assert.Contains(".tile {", styles);
        Assert.Equal(HttpStatusCode.NotFound, (await _browser.GetAsync("/assets/site.css")).StatusCode);
    }

    [Theory]
    [InlineData("hai-wrong", "The gateway refuses the dashboard&#x27;s key: Nobody has this API key.")]
    [InlineData("hai-inference", "The dashboard&#x27;s key may not see this: This needs a key with the role viewer")]
    [InlineData(null, "The dashboard has no API key: set ApiKey on it")]
    public async Task A_key_that_sees_nothing_is_said_so_and_the_page_stands(string? key, string told)
    {
        await StartAsync(options => (options.GatewayAddress, options.ApiKey) = (_gateway.Address, key));
        var page = await _browser.GetStringAsync("/");
        Assert.Contains(told, page);
        Assert.DoesNotContain("class=\"tiles\"", page);
    }

    [Fact]
    public async Task A_gateway_that_is_away_or_not_named_is_said_so()
    {
        await StartAsync(options => options.ApiKey = "hai-viewer");
        Assert.Contains("The dashboard has no gateway: set GatewayAddress on it", await _browser.GetStringAsync("/"));
        await _app!.DisposeAsync();
        await StartAsync(options => (options.GatewayAddress, options.ApiKey) = (new Uri("http://127.0.0.1:1"), "hai-viewer"));
        Assert.Contains("The gateway does not answer.", await _browser.GetStringAsync("/"));
    }

    [Fact]
    public async Task What_one_part_cannot_show_leaves_the_others_and_nothing_at_all_is_said_so()
    {
        await StartAsync(options => (options.GatewayAddress, options.ApiKey) = (_gateway.Address, "hai-viewer"));
        _gateway.Refuse("GET /api/metrics", 503, "The database is away & comes back");
        var page = await _browser.GetStringAsync("/");
        Assert.Contains("This part could not be read: The database is away &amp; comes back", page);
        Assert.Contains("12,345", page);
        Assert.Matches("<td class=\"number\">12,345</td>", page);
        _gateway.Refuse("GET /api/metrics/providers", 503, "The database is away");
        page = await _browser.GetStringAsync("/");
        // Not none: nobody knows how many.
        Assert.Equal(
            ["12", "–", "–", "–", "–", "–"],
            Regex.Matches(page.Split("providers-title\">Providers")[1].Split("</section>")[0], "<td class=\"number\">([^<]*)</td>").Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)));
        _gateway.Allow("GET /api/metrics/providers");
        _gateway.Answer("GET /api/metrics/providers", Sample.Comparison(0));
        _gateway.AnswerList<UsageRecordDocument>("GET /api/usage", []);
        page = await _browser.GetStringAsync("/");
        Assert.Contains("No requests in the time: last 24 hours", page);
        Assert.Contains($"curl {_gateway.Address.AbsoluteUri.TrimEnd('/')}/v1/chat/completions", page);
    }

    [Fact]
    public async Task Where_it_is_interactive_it_is_read_anew_until_the_page_is_left()
    {
        await StartAsync(options => (options.GatewayAddress, options.ApiKey) = (_gateway.Address, "hai-viewer"));
        await using var scope = _app!.Services.CreateAsyncScope();
        await using var circuit = new Circuit(scope.ServiceProvider);
        await circuit.ShowAsync(new() { [nameof(AIPerformanceDashboard.RefreshEvery)] = TimeSpan.FromMinutes(1) });
        Assert.Equal(1, Reads());
        var timer = Assert.Single(_time.Timers);
        Assert.Equal(TimeSpan.FromMinutes(1), timer.Period);
        for (var read = 2; read <= 3; read++)
        {
            var shown = circuit.NextAsync();
            timer.Tick();
            await shown;
            Assert.Equal(read, Reads());
        }

        await circuit.LeaveAsync();
        await timer.Disposed.WaitAsync(TimeSpan.FromSeconds(20));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => circuit.ShowAsync(new() { [nameof(AIPerformanceDashboard.RefreshEvery)] = TimeSpan.FromMilliseconds(10) }));
        await Assert.ThrowsAsync<ArgumentException>(() => circuit.ShowAsync(new() { [nameof(AIPerformanceDashboard.Range)] = "2h" }));
    }

    [Fact]
    public async Task An_answer_to_what_was_asked_before_does_not_replace_the_later_one()
    {
        await StartAsync(options => (options.GatewayAddress, options.ApiKey) = (_gateway.Address, "hai-viewer"));
        var held = new TaskCompletionSource();
        _gateway.Before = http => http.Request.Query["range"] == "7d" ? held.Task : Task.CompletedTask;
        await using var scope = _app!.Services.CreateAsyncScope();
        await using var circuit = new Circuit(scope.ServiceProvider);
        var first = circuit.ShowAsync(new() { [nameof(AIPerformanceDashboard.Range)] = "7d" });
        var second = circuit.ChangeAsync(new() { [nameof(AIPerformanceDashboard.Range)] = "1h" });
        await UntilAsync(circuit, "Last hour");
        held.SetResult();
        await Task.WhenAll(first, second).WaitAsync(TimeSpan.FromSeconds(20));
        var shown = await circuit.TextsAsync();
        Assert.Contains("Last hour", shown);
        Assert.DoesNotContain("Last 7 days", shown);
    }

    [Fact]
    public async Task How_often_it_is_read_anew_can_be_set_and_changed_later()
    {
        await StartAsync(options => (options.GatewayAddress, options.ApiKey) = (_gateway.Address, "hai-viewer"));
        await using var scope = _app!.Services.CreateAsyncScope();
        await using var circuit = new Circuit(scope.ServiceProvider);
        await circuit.ShowAsync([]);
        Assert.Empty(_time.Timers);
        TimeSpan?[] settings = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), null];
        foreach (var every in settings)
            await circuit.ChangeAsync(new() { [nameof(AIPerformanceDashboard.RefreshEvery)] = every });
        Assert.Equal([TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5)], _time.Timers.Select(timer => timer.Period));
        await Task.WhenAll(_time.Timers.Select(timer => timer.Disposed)).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(1, Reads());
        await circuit.ChangeAsync(new() { [nameof(AIPerformanceDashboard.RefreshEvery)] = TimeSpan.FromMinutes(2) });
        var shown = circuit.NextAsync();
        _time.Timers[^1].Tick();
        await shown;
        Assert.Equal(2, Reads());
    }

    [Fact]
    public async Task Figures_that_are_given_are_neither_replaced_nor_read_anew_until_they_are_taken_away()
    {
        await StartAsync(options => (options.GatewayAddress, options.ApiKey) = (_gateway.Address, "hai-viewer"));
        using var http = new HttpClient { BaseAddress = _gateway.Address };
        var given = await DashboardFigures.LoadAsync(new HybridAiClient(http, "hai-viewer"), TimeRange.Presets.First(preset => preset.Name == "1h"), Sample.Start, default);
        var held = new TaskCompletionSource();
        _gateway.Before = call => call.Request.Query["range"] == "7d" ? held.Task : Task.CompletedTask;
        await using var scope = _app!.Services.CreateAsyncScope();
        await using var circuit = new Circuit(scope.ServiceProvider);
        var first = circuit.ShowAsync(new() { [nameof(AIPerformanceDashboard.Range)] = "7d" });
        var second = circuit.ChangeAsync(new() { [nameof(AIPerformanceDashboard.Figures)] = given, [nameof(AIPerformanceDashboard.RefreshEvery)] = TimeSpan.FromMinutes(1) });
        // What is still being read fails: nobody asks for it any more.
        _gateway.Roles.Remove("hai-viewer");
        held.SetResult();
        await Task.WhenAll(first, second).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.DoesNotContain(await circuit.TextsAsync(), text => text.Contains("refuses", StringComparison.Ordinal));
        Assert.Empty(_time.Timers);

        _gateway.Roles["hai-viewer"] = "viewer";
        await circuit.ChangeAsync(new() { [nameof(AIPerformanceDashboard.Figures)] = null });
        Assert.Contains("Last 7 days", await circuit.TextsAsync());
        Assert.Single(_time.Timers);
    }

    private static async Task UntilAsync(Circuit circuit, string text)
    {
        for (var next = circuit.NextAsync(); !(await circuit.TextsAsync()).Contains(text); next = circuit.NextAsync())
            await next.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private int Reads()
    {
        lock (_gateway.Calls)
            return _gateway.Calls.Count(call => call.StartsWith("/api/metrics/live", StringComparison.Ordinal));
    }

    private async Task StartAsync(Action<AIPerformanceDashboardOptions> configure, Dictionary<string, object?>? parameters = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddRazorComponents();
        builder.Services.AddAIPerformanceDashboard(configure);
        _app = builder.Build();
        _app.MapAIPerformanceDashboard();
        _app.MapGet("/", () => new RazorComponentResult<AIPerformanceDashboard>(parameters ?? []));
        await _app.StartAsync();
        _browser.Dispose();
        _browser = new HttpClient { BaseAddress = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };
    }
}
