using HybridAi.Core.Costs;

namespace HybridAi.Core.Usage;

/// <summary>An attempt at a provider that did not become the answer.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Model">The model by its provider's id.</param>
/// <param name="Deployment">The deployment.</param>
/// <param name="Status">The provider's HTTP status, or 0 if it sent none.</param>
/// <param name="FailureCause">Why it was given up: a <c>FailureCause</c> by name.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Usage">The tokens it used, as far as known.</param>
/// <param name="Cost">What it cost, or null if that is unknown. Part of the record's total.</param>
public sealed record AbandonedAttempt(
    string Provider, string Model, string Deployment, int Status, string FailureCause, TimeSpan Duration, TokenUsage Usage, Cost? Cost);
