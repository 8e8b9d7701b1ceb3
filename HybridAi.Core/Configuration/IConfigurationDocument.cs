namespace HybridAi.Core.Configuration;

/// <summary>Something that administrators set over the management API, whole, under a name: a limit, a budget, a rule. Snapshots are built of them.</summary>
public interface IConfigurationDocument
{
    /// <summary>Its name, in lower case: letters, digits, dots, hyphens and underscores, at most 64.</summary>
    string Name { get; }

    /// <summary>Grows by one with each change; 1 at first.</summary>
    long Revision { get; }

    /// <summary>When it was last changed, in UTC, whole milliseconds.</summary>
    DateTimeOffset UpdatedAt { get; }
}
