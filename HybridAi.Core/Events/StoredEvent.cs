using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Events;

/// <summary>Something that happened, as every node can read it.</summary>
/// <param name="Sequence">Its number. Numbers are in the order of the commits, over all nodes; some are missing.</param>
/// <param name="At">When (UTC, millisecond precision).</param>
/// <param name="Topic">What it is about, such as <see cref="EventTopics.Configuration"/>.</param>
/// <param name="OrganizationId">The organization that it concerns, or null: the installation.</param>
/// <param name="Data">What happened, as JSON.</param>
public sealed record StoredEvent(long Sequence, DateTimeOffset At, string Topic, OrganizationId? OrganizationId, string Data);
