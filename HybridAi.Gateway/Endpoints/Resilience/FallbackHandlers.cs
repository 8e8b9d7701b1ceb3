using HybridAi.Client.Resilience;
using HybridAi.Core.Configuration;
using HybridAi.Core.Resilience.Fallbacks;
using HybridAi.Gateway.Endpoints.Documents;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Node.Snapshots;

namespace HybridAi.Gateway.Endpoints.Resilience;

/// <summary>Fallback rules.</summary>
internal sealed class FallbackHandlers(IDocumentStore<FallbackRule> store, ISnapshotRefresher refresher, SnapshotHolder snapshots, TimeProvider time)
    : DocumentHandlers<FallbackRule, FallbackDocument, SaveFallbackRequest>(store, refresher, time)
{
    protected override string Kind => "fallback";

    protected override string AuditName => "fallback";

    protected override string Path => "/api/routing/fallbacks";

    protected override FallbackRule Read(
        string name, long revision, DateTimeOffset now, SaveFallbackRequest request, FieldProblems problems, IReadOnlyList<FallbackRule> others) =>
        FallbackFields.Read(name, revision, now, request, snapshots.Current.Models, problems, others);

    protected override FallbackDocument Show(FallbackRule document) => new()
    {
        Name = document.Name,
        Enabled = !document.Disabled,
        Model = document.Model,
        On = document.On is null ? null : [.. document.On.Select(trigger => trigger.NameOf())],
        Targets = document.Targets,
        When = document.When is { } when ? Show(when) : null,
        Action = document.When is null ? null : FallbackFields.NameOf(document.Action),
        Revision = document.Revision,
        UpdatedAt = document.UpdatedAt,
    };

    private static FallbackConditionDocument Show(FallbackCondition condition) => new()
    {
        Metric = FallbackFields.NameOf(condition.Metric),
        Threshold = condition.Threshold,
        Recovery = condition.Recovery,
        Window = DurationText.Format(condition.Window),
        Cooldown = DurationText.Format(condition.Cooldown),
        LeastCalls = condition.LeastCalls,
    };
}
