using System.Diagnostics.CodeAnalysis;

namespace HybridAi.Core.Events;

/// <summary>Reads which topics are asked for.</summary>
public static class TopicNames
{
    /// <summary>Finds the topics that a text names: names with commas between; one that ends in <c>*</c> stands for all that begin so.</summary>
    /// <param name="text">The text.</param>
    /// <param name="topics">The topics, each once.</param>
    /// <param name="unknown">The first name that stands for none, or null.</param>
    /// <returns>Whether each name stands for at least one.</returns>
    public static bool TryFind(string text, out IReadOnlyList<EventTopic> topics, [NotNullWhen(false)] out string? unknown)
    {
        var found = new List<EventTopic>();
        unknown = null;
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var isPrefix = name.EndsWith('*');
            var before = found.Count;
            foreach (var topic in EventTopics.All)
            {
                if (isPrefix ? topic.Name.StartsWith(name[..^1], StringComparison.Ordinal) : topic.Name == name)
                    found.Add(topic);
            }

            if (found.Count == before)
                unknown ??= name;
        }

        topics = [.. found.Distinct()];
        return unknown is null;
    }
}
