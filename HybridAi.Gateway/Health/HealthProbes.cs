using System.Collections.Concurrent;
using HybridAi.Core.Health;
using HybridAi.Core.Resilience;
using HybridAi.Node.Providers;
using HybridAi.Node.Providers.Testing;
using HybridAi.Node.Snapshots;

namespace HybridAi.Gateway.Health;

/// <summary>
/// Asks providers for their list of models, which costs nothing: does the address answer, does it take the key. Only those that no call shows to be well; the more often while something is wrong.
/// </summary>
internal sealed partial class HealthProbes(
    SnapshotHolder snapshots, HealthWindows windows, TrialCalls calls, HealthOptions options, TimeProvider time, ILogger<HealthProbes> logger) : BackgroundService
{
    private const int LongestProblem = 500;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, ProbeStanding> _standings = new(StringComparer.Ordinal);
    // The loop's own.
    private readonly Dictionary<string, Task> _running = new(StringComparer.Ordinal);

    /// <summary>What the last questions to a provider showed; null if none was asked.</summary>
    public ProbeStanding? StandingOf(string provider) => _standings.GetValueOrDefault(provider);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Probes)
            return;
        try
        {
            while (true)
            {
                await Task.Delay(Tick, time, stoppingToken);
                if (snapshots.IsLoaded)
                    Begin(snapshots.Current, stoppingToken);
            }
        }
        finally
        {
            await Task.WhenAll(_running.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Asks one provider.</summary>
    internal async Task AskAsync(ConfiguredProvider provider, CancellationToken cancellationToken)
    {
        var answer = await calls.ModelsAsync(provider, options.ProbeTimeout, cancellationToken);
        // A key may be good for chats and not for this; one that asks too often, or for what is not there, was answered all the same.
        var refused = answer.Cause == FailureCause.Authentication && answer.Status != StatusCodes.Status403Forbidden;
        var failed = refused || answer.Status is null or >= 500 || answer.Problem is not null && answer.Status is >= 300 and < 400;
        var name = provider.Endpoint.Name;
        var before = _standings.GetValueOrDefault(name)?.Failures ?? 0;
        _standings[name] = new ProbeStanding(time.GetUtcNow(), failed ? before + 1 : 0, refused, failed ? Shorten($"its list of models: {answer.Problem}") : null, answer.Duration);
    }

    private void Begin(GatewaySnapshot snapshot, CancellationToken cancellationToken)
    {
        foreach (var (name, _) in _running.Where(pair => pair.Value.IsCompleted).ToArray())
            _running.Remove(name);
        foreach (var (name, _) in _standings.Where(pair => !snapshot.Providers.ContainsKey(pair.Key)))
            _standings.TryRemove(name, out _);
        foreach (var models in snapshot.Models.Providers)
        {
            var endpoint = snapshot.Providers[models.Provider];
            if (endpoint.Profile.ModelsPath is null || !IsDue(endpoint.Name) || _running.ContainsKey(endpoint.Name))
                continue;
            var provider = new ConfiguredProvider(endpoint, models, snapshot.AllowedPrivate.Contains(endpoint.Name));
            _running[endpoint.Name] = Task.Run(() => AskOrSayAsync(provider, cancellationToken), cancellationToken);
        }
    }

    private async Task AskOrSayAsync(ConfiguredProvider provider, CancellationToken cancellationToken)
    {
        var name = provider.Endpoint.Name;
        try
        {
            await AskAsync(provider, cancellationToken);
        }
        catch (Exception bug) when (!cancellationToken.IsCancellationRequested)
        {
            // It shows nothing of the provider; asked again as usual.
            LogUnasked(bug, name);
            _standings[name] = new ProbeStanding(time.GetUtcNow(), 0, Refused: false, Problem: null, TimeSpan.Zero);
        }
    }

    // Providers can say a lot; it stands in each report.
    private static string Shorten(string text) => text.Length <= LongestProblem ? text : text[..LongestProblem] + "…";

    private bool IsDue(string provider)
    {
        var figures = windows.Seen.Where(one => one.Provider == provider).Aggregate(default(HealthFigures), (sum, one) => sum.With(windows.Of(one.Id, HealthWindow.Lengths[0])));
        if (figures.Succeeded > 0 && figures.Failed == 0)
            return false;
        if (StandingOf(provider) is not { } last)
            return true;
        var isWell = last.Failures == 0 && figures.Failed == 0;
        return time.GetUtcNow() - last.At >= (isWell ? options.ProbeInterval : options.FastProbeInterval);
    }

    [LoggerMessage(LogLevel.Error, "The provider {Provider} could not be asked how it is")]
    private partial void LogUnasked(Exception exception, string provider);
}
