using System.Globalization;
using System.Net;

namespace HybridAi.Core.RateLimiting;

/// <summary>A limit made ready for requests.</summary>
public sealed class Limit
{
    private const int DefaultMaxWaiting = 100;

    /// <summary>Makes it ready.</summary>
    /// <param name="definition">A definition without faults (see <see cref="LimitDefinitionCheck"/>).</param>
    public Limit(LimitDefinition definition)
    {
        Definition = definition;
        Window = (long)(definition.Window ?? TimeSpan.Zero).TotalMicroseconds;
        IsBucket = definition.Algorithm == LimitAlgorithm.TokenBucket;
        Capacity = IsBucket ? definition.Burst ?? definition.Amount : definition.Amount;
        Rate = Window == 0 ? 0 : (double)definition.Amount / Window;
        Kind = Measure == LimitMeasure.Concurrent ? 'c' : IsBucket ? 'b' : 's';
        // What changes the form of what is counted begins to count anew.
        Counters = string.Create(CultureInfo.InvariantCulture, $"{definition.Name}:{Kind}{Window}");
        AmountText = definition.Amount.ToString(CultureInfo.InvariantCulture);
        TargetId = Guid.TryParse(definition.Target, out var id) ? id : null;
        TargetNetwork = definition is { Scope: LimitScope.Ip, Target: { } target } && ClientNetwork.TryParse(target, out var network) ? network : null;
    }

    /// <summary>As it was set.</summary>
    public LimitDefinition Definition { get; }

    /// <summary>Its name.</summary>
    public string Name => Definition.Name;

    /// <summary>What it counts.</summary>
    public LimitMeasure Measure => Definition.Measure;

    /// <summary>The most at once.</summary>
    public double Capacity { get; }

    /// <summary>The window in microseconds; 0 where there is none.</summary>
    public long Window { get; }

    /// <summary>What a bucket gains in a microsecond.</summary>
    public double Rate { get; }

    /// <summary>Whether it is a token bucket.</summary>
    public bool IsBucket { get; }

    /// <summary>How it counts: <c>b</c>ucket, <c>s</c>liding window or <c>c</c>oncurrent requests.</summary>
    public char Kind { get; }

    /// <summary>What its counters are called: the name and what makes counters of one form.</summary>
    public string Counters { get; }

    /// <summary>The amount as text, for headers.</summary>
    public string AmountText { get; }

    /// <summary>The target, if it is an id.</summary>
    public Guid? TargetId { get; }

    /// <summary>The target, if it is an address or a network.</summary>
    public IPNetwork? TargetNetwork { get; }

    /// <summary>How long a request may wait for room; zero: not at all.</summary>
    public TimeSpan MaxWait => Definition.MaxWait ?? TimeSpan.Zero;

    /// <summary>How many may wait at a time.</summary>
    public int MaxWaiting => Definition.MaxWaiting ?? DefaultMaxWaiting;
}
