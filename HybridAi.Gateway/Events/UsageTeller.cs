using HybridAi.Client.Events;
using HybridAi.Client.Serialization;
using HybridAi.Core.Events;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Recording;
using HybridAi.Node.Hosting;

namespace HybridAi.Gateway.Events;

/// <summary>Tells those who listen, once a second, what this gateway did: each organization its own, and those who see all what all did.</summary>
internal sealed class UsageTeller(EventHub hub, LiveUsage usage, IServiceProvider services, TimeProvider time) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var last = time.GetTimestamp();
        while (true)
        {
            await Task.Delay(Interval, time, stoppingToken);
            Tell(time.GetElapsedTime(last));
            last = time.GetTimestamp();
        }
    }

    private void Tell(TimeSpan passed)
    {
        var taken = usage.Take();
        var frames = new Dictionary<OrganizationId, EventFrame>();
        usage.IsWatched = hub.Tell(EventTopics.Usage, subscription =>
        {
            var figures = FiguresOf(taken, subscription.Selection.Organization);
            // After a second without any, silence says the same.
            var isNews = figures.Requests > 0 || subscription.HadUsage;
            subscription.HadUsage = figures.Requests > 0;
            if (!isNews)
                return null;
            // No organization has the empty id, which here stands for all of them.
            if (!frames.TryGetValue(subscription.Selection.Organization ?? default, out var frame))
                frames[subscription.Selection.Organization ?? default] = frame = Frame(figures, subscription.Selection.Organization, passed);
            return frame;
        });
    }

    private static LiveFigures FiguresOf(IReadOnlyDictionary<OrganizationId, LiveFigures> taken, OrganizationId? organization)
    {
        if (organization is { } one)
            return taken.GetValueOrDefault(one);
        var all = default(LiveFigures);
        foreach (var figures in taken.Values)
            all = all.Plus(figures);
        return all;
    }

    private EventFrame Frame(in LiveFigures figures, OrganizationId? organization, TimeSpan passed) => EventFrame.Live(
        time.GetUtcNow(), EventTopics.Usage, organization,
        new UsageEventData(
            services.GetRequiredService<NodeName>().Value, Math.Round(passed.TotalSeconds, 3), figures.Requests, figures.Failed, figures.Cancelled, figures.Cached, figures.InputTokens,
            figures.OutputTokens, figures.Cost.Usd, figures.Requests == 0 ? null : Math.Round(figures.Duration.TotalMilliseconds / figures.Requests, 3)),
        HybridAiJson.Default.UsageEventData);
}
