using System.ComponentModel.DataAnnotations;

namespace HybridAi.Node.Settings;

/// <summary>How much each part of the strategy <c>performance</c> counts; only their proportions matter. Configuration section <c>Routing:Weights</c>.</summary>
public sealed class RoutingWeightsOptions : IValidatableObject
{
    /// <summary>The wait. Default 0.3.</summary>
    [Range(0.0, 1_000_000.0)]
    public double Latency { get; set; } = 0.3;

    /// <summary>The share of attempts that fail. Default 0.3.</summary>
    [Range(0.0, 1_000_000.0)]
    public double Errors { get; set; } = 0.3;

    /// <summary>The expected cost. Default 0.2.</summary>
    [Range(0.0, 1_000_000.0)]
    public double Cost { get; set; } = 0.2;

    /// <summary>The quality that an administrator gave. Default 0.2.</summary>
    [Range(0.0, 1_000_000.0)]
    public double Quality { get; set; } = 0.2;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Latency + Errors + Cost + Quality <= 0)
            yield return new ValidationResult("must have at least one above 0.");
    }
}
