using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Events;

/// <summary>A topic of <see cref="EventTopics"/>.</summary>
/// <param name="Name">Its name: lower-case words with hyphens, parted by dots.</param>
/// <param name="Least">The least role that may see it, within its organization.</param>
/// <param name="IsLive">Whether its events are told only as they happen: they have no number and are not stored.</param>
public sealed record EventTopic(string Name, Role Least, bool IsLive);
