using System.Text.Json;

namespace HybridAi.Client.Events;

/// <summary>Something that happened.</summary>
public sealed record EventDocument
{
    /// <summary>Its number, by which a stream is resumed; null for what is told only as it happens (<see cref="EventTopicNames.Usage"/>) and what is about the stream itself.</summary>
    public long? Id { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>What it is about: a value of <see cref="EventTopicNames"/>.</summary>
    public required string Topic { get; init; }

    /// <summary>The organization that it concerns, or null: the installation.</summary>
    public Guid? OrganizationId { get; init; }

    /// <summary>What happened; its fields depend on the topic.</summary>
    public JsonElement Data { get; init; }
}
