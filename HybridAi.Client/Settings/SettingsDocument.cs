namespace HybridAi.Client.Settings;

/// <summary>The gateway that answers, and the configuration that is in effect there. Without secrets.</summary>
public sealed record SettingsDocument
{
    /// <summary>The node.</summary>
    public required string Node { get; init; }

    /// <summary>The gateway's version.</summary>
    public required string Version { get; init; }

    /// <summary>Since when it runs.</summary>
    public required DateTimeOffset UpSince { get; init; }

    /// <summary>The host's environment, such as <c>Production</c>.</summary>
    public required string Environment { get; init; }

    /// <summary>The profile that the defaults of limits come from: <c>development</c>, <c>staging</c> or <c>production</c>.</summary>
    public required string Profile { get; init; }

    /// <summary>The data directory.</summary>
    public required string DataDirectory { get; init; }

    /// <summary><c>sqlite</c> or <c>postgres</c>.</summary>
    public required string Database { get; init; }

    /// <summary>Where nodes share limits, budgets and circuits: <c>redis</c>, or <c>process</c>: each has its own.</summary>
    public required string SharedState { get; init; }

    /// <summary>The version of the snapshot that serves: one more with each change that an administrator makes.</summary>
    public required long Snapshot { get; init; }

    /// <summary>What is wrong with the configuration, though not wrong enough to stop the start.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Every setting that this process has read, by its key. One process that has all parts has those of the jobs, too.</summary>
    public required IReadOnlyList<SettingDocument> Settings { get; init; }
}

/// <summary>A setting as it is in effect.</summary>
/// <param name="Key">The key that sets it, such as <c>Cache:Levels</c>.</param>
/// <param name="Value">Its value as configuration has it; <c>***</c> for a secret that is set; null: it has none.</param>
/// <param name="Default">The value that it has if nobody sets it; null: none.</param>
/// <param name="Source">Where it was set: a file's name, <c>environment</c>, <c>command line</c>, or <c>host</c>; null: nowhere, the default holds.</param>
/// <param name="Secret">Whether its value is a secret, which is not shown.</param>
public sealed record SettingDocument(string Key, string? Value, string? Default, string? Source, bool Secret);
