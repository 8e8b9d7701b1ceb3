namespace HybridAi.ServiceDefaults.Configuration;

/// <summary>The configuration cannot be used. The message lists every error with its key.</summary>
/// <param name="errors">The errors.</param>
public sealed class ConfigurationException(IReadOnlyList<string> errors) : Exception(
    $"The configuration has {errors.Count} error{(errors.Count == 1 ? "" : "s")}:{string.Concat(errors.Select(error => $"{Environment.NewLine}  - {error}"))}")
{
    /// <summary>The errors, each beginning with its key.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
