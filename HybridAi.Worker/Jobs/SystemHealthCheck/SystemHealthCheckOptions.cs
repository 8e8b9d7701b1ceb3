using System.ComponentModel.DataAnnotations;

namespace HybridAi.Worker.Jobs.SystemHealthCheck;

/// <summary>From when on something is not as it should be. Configuration section <c>Jobs:SystemHealthCheck</c>.</summary>
internal sealed class SystemHealthCheckOptions : JobOptions, IValidatableObject
{
    /// <summary>From this share of its disk on that is used the data directory is a warning; 0 to 1. Default 0.85.</summary>
    [Range(0.0, 1.0)]
    public double DiskWarning { get; set; } = 0.85;

    /// <summary>From this share on it is critical; 0 to 1. Default 0.95.</summary>
    [Range(0.0, 1.0)]
    public double DiskCritical { get; set; } = 0.95;

    /// <summary>From this share of <c>Journal:MaxBacklogBytes</c> on a journal is a warning, and critical from half of what is left then; 0.01 to 1. Default 0.5.</summary>
    [Range(0.01, 1.0)]
    public double JournalWarning { get; set; } = 0.5;

    /// <summary>A database that takes longer for a small question is a warning; 1 ms to 1 min. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan SlowDatabase { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>A job that is due for longer without having been begun is a warning, and a run that keeps the next one waiting while it takes longer by this than lies between two runs; 1 min to 7 d. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan JobLateness { get; set; } = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (DiskWarning > DiskCritical)
            yield return new ValidationResult("must not be greater than DiskCritical.", [nameof(DiskWarning)]);
    }
}
