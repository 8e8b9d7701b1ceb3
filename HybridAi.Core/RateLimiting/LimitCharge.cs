namespace HybridAi.Core.RateLimiting;

/// <summary>What a request takes from one scope of a limit, and how that stands.</summary>
public struct LimitCharge
{
    /// <summary>The limit.</summary>
    public Limit Limit;

    /// <summary>The scope.</summary>
    public LimitKey Key;

    /// <summary>How much: 1 of requests, or so many tokens; 0 only looks.</summary>
    public double Amount;

    /// <summary>What is left after it, never negative.</summary>
    public double Remaining;

    /// <summary>Microseconds until all is there again.</summary>
    public long Reset;

    /// <summary>Microseconds until there is room for it, if it was refused for this limit; else 0.</summary>
    public long Wait;

    /// <summary>When it was taken, in microseconds of the process's own clock.</summary>
    internal long TakenAt;

    /// <summary>The counter in this process.</summary>
    internal LimitCounter? Counter;

    /// <summary>What its counter is called where it is shared, kept with the counter so that it is made once; null as long as nobody made it.</summary>
    public readonly object? SharedName
    {
        get => Counter?.SharedName;
        set => Counter!.SharedName = value;
    }

    /// <summary>The scope whose counter in this process counts it: its own, or the one for those that have none (see <see cref="LocalLimiter"/>).</summary>
    public readonly LimitKey CountedAs => Counter?.Key ?? Key;

    /// <summary>Whether the counter that all gateways share says so; else the one in this process.</summary>
    public bool IsShared { get; set; }

    /// <summary>When it was taken there, in microseconds of that server's clock.</summary>
    public long SharedAt { get; set; }
}
