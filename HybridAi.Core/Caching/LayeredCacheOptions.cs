using HybridAi.Core.Configuration;

namespace HybridAi.Core.Caching;

/// <summary>The bounds of a <see cref="LayeredCache"/>.</summary>
public sealed record LayeredCacheOptions
{
    /// <summary>The longest that any answer is given after it was made, whatever it says of itself. Purges are forgotten after that. Default 30 d.</summary>
    public TimeSpan MaxTtl { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How many writes may wait for each level outside of the process; 1 or more. Default 1,024.</summary>
    public int MaxWaiting { get; init; } = 1024;

    /// <summary>How many bytes of answers may wait for each level outside of the process. Default 64 MB.</summary>
    public ByteSize MaxWaitingSize { get; init; } = new(64 * 1024 * 1024);
}
