using HybridAi.Client.Providers;
using HybridAi.Web.Gateway;
using HybridAi.Web.Time;
using Microsoft.AspNetCore.Components;

namespace HybridAi.Web.Dashboard;

/// <summary>
/// How a gateway does: health, requests, success, latency, cost, savings, providers, the latest requests. For pages of any ASP.NET Core application, rendered once on the server or
/// interactively there; <see cref="DashboardHosting.AddAIPerformanceDashboard"/> registers it. It shows what its key may see, and the key stays on the server.
/// </summary>
public sealed partial class AIPerformanceDashboard
{
    private static readonly TimeSpan ShortestRefresh = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _leaving = new();
    private readonly CancellationToken _gone;
    private DashboardFigures? _figures;
    private string? _problem;
    private Uri? _gateway;
    private string? _site;
    private object? _asked;
    private int _reads;
    private PeriodicTimer? _timer;
    private TimeSpan? _every;

    /// <summary>Makes one; Blazor does.</summary>
    public AIPerformanceDashboard() => _gone = _leaving.Token;

    /// <summary>Where the gateway is called; if left out, the one that was registered.</summary>
    [Parameter]
    public Uri? GatewayAddress { get; set; }

    /// <summary>The API key that it is called with, of the role viewer or more; if left out, the one that was registered.</summary>
    [Parameter]
    public string? ApiKey { get; set; }

    /// <summary>How far it looks back: <c>1h</c>, <c>24h</c>, <c>7d</c> or <c>30d</c>. Default 24 hours.</summary>
    [Parameter]
    public string Range { get; set; } = "24h";

    /// <summary>Where the status site is, which providers and requests link to; if left out, the one that was registered, and without that there are no links.</summary>
    [Parameter]
    public Uri? SiteAddress { get; set; }

    /// <summary>How often it is read anew where it is interactive, at least a second; null (the default): never. What is rendered once on the server stays as it is.</summary>
    [Parameter]
    public TimeSpan? RefreshEvery { get; set; }

    /// <summary>Figures that were read already (<see cref="DashboardFigures.LoadAsync"/>); the gateway is not asked then.</summary>
    [Parameter]
    public DashboardFigures? Figures { get; set; }

    /// <summary>The model in the example that is shown while there are no requests.</summary>
    [Parameter]
    public string ExampleModel { get; set; } = new WebOptions().ExampleModel;

    /// <summary>What the ids of its headings begin with; two dashboards of a page need different ones. Default <c>hybridai</c>.</summary>
    [Parameter]
    public string Id { get; set; } = "hybridai";

    /// <summary>Whether it brings its stylesheet, which concerns nothing outside of it. Default true.</summary>
    [Parameter]
    public bool Styled { get; set; } = true;

    private IReadOnlyList<ProviderDocument> Configured => _figures?.Providers.Value?.Data ?? [];

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        _leaving.Cancel();
        _leaving.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (RefreshEvery < ShortestRefresh)
            throw new ArgumentOutOfRangeException(nameof(RefreshEvery), RefreshEvery, "The dashboard is read anew at most once a second.");
        _gateway = GatewayAddress ?? Reader.Options.GatewayAddress;
        _site = (SiteAddress ?? Reader.Options.SiteAddress)?.ToString().TrimEnd('/');
        if (Figures is not null)
        {
            // What is still being read is not wanted any more, and is if these are taken away again.
            _reads++;
            (_figures, _problem, _asked) = (Figures, null, null);
            return;
        }

        // A page that renders again has not asked for something else.
        var asked = (_gateway, ApiKey, Range);
        if (asked.Equals(_asked))
            return;
        _asked = asked;
        (_figures, _problem) = (null, null);
        await ReadAsync();
    }

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        // Only what is interactive gets here, each time that it is shown: how often it is read may have been set since.
        var every = Figures is null ? RefreshEvery : null;
        if (every == _every)
            return;
        _every = every;
        _timer?.Dispose();
        _timer = every is { } period ? new PeriodicTimer(period, Reader.Time) : null;
        if (_timer is not null)
            _ = RefreshAsync(_timer);
    }

    private async Task RefreshAsync(PeriodicTimer timer)
    {
        try
        {
            while (await timer.WaitForNextTickAsync(_gone))
            {
                await InvokeAsync(async () =>
                {
                    await ReadAsync();
                    StateHasChanged();
                });
            }
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page is left.
        }
        catch (Exception bug)
        {
            await DispatchExceptionAsync(bug);
        }
    }

    // What was read before stays when it cannot be read anew, and why is said above it. Of reads that overlap only the one that began last counts.
    private async Task ReadAsync()
    {
        var range = TimeRange.Presets.FirstOrDefault(preset => preset.Name == Range)
            ?? throw new ArgumentException($"The range '{Range}' has to be one of {string.Join(", ", TimeRange.Presets.Select(preset => preset.Name))}.", nameof(Range));
        var read = ++_reads;
        var (figures, problem) = await ReadAsync(range);
        if (read == _reads)
            (_figures, _problem) = (figures ?? _figures, problem);
    }

    private async Task<(DashboardFigures? Figures, string? Problem)> ReadAsync(TimeRange range)
    {
        try
        {
            return (await Reader.ReadAsync(_gateway, ApiKey, range, _gone), null);
        }
        catch (DashboardSetupException missing)
        {
            return (null, missing.Message);
        }
        catch (Exception e) when (GatewayFailures.IsFailure(e, _gone))
        {
            return (null, GatewayFailures.Classify(e) switch
            {
                GatewayFailure.Unreachable => "The gateway does not answer.",
                GatewayFailure.KeyRefused => $"The gateway refuses the dashboard's key: {e.Message}",
                GatewayFailure.NotAllowed => $"The dashboard's key may not see this: {e.Message}",
                _ => $"The gateway reports an error: {e.Message}",
            });
        }
    }
}
