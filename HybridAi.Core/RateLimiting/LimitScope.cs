namespace HybridAi.Core.RateLimiting;

/// <summary>What a limit is counted by.</summary>
public enum LimitScope
{
    /// <summary>All requests together.</summary>
    Global,

    /// <summary>The organization of the key.</summary>
    Organization,

    /// <summary>The team of the key. Keys without one are not limited.</summary>
    Team,

    /// <summary>
    /// The user of the key. For a key that belongs to nobody: the end user that the request names, counted within the key; requests that name
    /// none count together.
    /// </summary>
    User,

    /// <summary>The key. Keys that took over from one another by rotation are one.</summary>
    Key,

    /// <summary>The client's address: an IPv4 address, or the /64 network of an IPv6 one.</summary>
    Ip,

    /// <summary>The model that the request goes to.</summary>
    Model,

    /// <summary>The provider that the request goes to.</summary>
    Provider,
}
