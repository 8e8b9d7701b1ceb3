using System.ComponentModel.DataAnnotations;
using HybridAi.Core.Routing.Strategies;

namespace HybridAi.Node.Settings;

/// <summary>
/// What the strategy <c>adaptive</c> is after: quality (0 to 1) times its weight, less US dollars times theirs, less seconds of waiting times theirs. Configuration section <c>Routing:Adaptive</c>.
/// </summary>
public sealed class RoutingAdaptiveOptions : IValidatableObject
{
    /// <summary>What a perfect answer counts. Default 1.</summary>
    [Range(0.0, 1_000_000.0)]
    public double Quality { get; set; } = 1;

    /// <summary>What one US dollar counts. Default 10.</summary>
    [Range(0.0, 1_000_000.0)]
    public double Cost { get; set; } = 10;

    /// <summary>What one second of waiting counts. Default 0.01.</summary>
    [Range(0.0, 1_000_000.0)]
    public double Latency { get; set; } = 0.01;

    /// <summary>By how much less the expected reward of a deployment that is tried out may be than the best one's, in the same units. Default 0.15.</summary>
    [Range(0.0, 1_000_000.0)]
    public double Bound { get; set; } = 0.15;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Quality + Cost + Latency <= 0)
            yield return new ValidationResult("must have at least one of Quality, Cost and Latency above 0.");
    }

    /// <summary>The same for the router.</summary>
    public AdaptiveConfig ToConfig() => new(Quality, Cost, Latency, Bound);
}
