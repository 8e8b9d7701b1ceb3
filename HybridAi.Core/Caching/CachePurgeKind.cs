namespace HybridAi.Core.Caching;

/// <summary>What a purge is of.</summary>
public enum CachePurgeKind
{
    /// <summary>Everything.</summary>
    All,

    /// <summary>One answer, by the 64 hexadecimal digits of its hash.</summary>
    Key,

    /// <summary>What was made by requests with a tag.</summary>
    Tag,

    /// <summary>What a model made: by the provider's name for it, alone or behind the provider's and a slash, or by the name that callers used.</summary>
    Model,
}
