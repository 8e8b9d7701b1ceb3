using System.Collections.Frozen;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Events;

/// <summary>Which events somebody is told: those of some topics that concern an organization and have some values. What belongs to the installation is for the default organization.</summary>
/// <param name="topics">The topics, as <see cref="EventTopics.All"/> names them.</param>
/// <param name="viewer">The viewer's organization.</param>
/// <param name="seesAll">Whether the viewer sees every organization's.</param>
/// <param name="only">Only what concerns this organization, which the viewer has to see; null: all that it sees.</param>
/// <param name="fields">Only events whose data have these values in their top-level fields; empty: any.</param>
public sealed class EventSelection(
    IEnumerable<string> topics, OrganizationId viewer, bool seesAll, OrganizationId? only, IReadOnlyList<EventField> fields)
{
    private readonly FrozenSet<string> _topics = topics.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The topics asked for.</summary>
    public IReadOnlyCollection<string> Topics => _topics;

    /// <summary>Whose events are told, and whose usage: one organization's, or null for all of them together.</summary>
    public OrganizationId? Organization { get; } = only ?? (seesAll ? null : viewer);

    /// <summary>Whether what belongs to the installation is told beside that.</summary>
    public bool HasInstallation { get; } = only is null && (seesAll || viewer == OrganizationId.Default);

    /// <summary>Whether a topic is among those asked for.</summary>
    /// <param name="topic">The topic's name.</param>
    public bool HasTopic(string topic) => _topics.Contains(topic);

    /// <summary>Whether an event is told, going by its topic and organization.</summary>
    /// <param name="topic">The topic's name.</param>
    /// <param name="organization">The organization that it concerns, or null: the installation.</param>
    public bool Wants(string topic, OrganizationId? organization) => HasTopic(topic) && Sees(organization);

    /// <summary>Whether an event is told, going by its data.</summary>
    /// <param name="data">What happened.</param>
    public bool Wants(System.Text.Json.JsonElement data)
    {
        foreach (var field in fields)
        {
            if (!field.IsIn(data))
                return false;
        }

        return true;
    }

    private bool Sees(OrganizationId? organization) =>
        organization is null ? HasInstallation : Organization is null || organization == Organization;
}
