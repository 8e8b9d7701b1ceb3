using HybridAi.Client.Documents;

namespace HybridAi.Client.Resilience;

/// <summary>Creates or replaces a fallback rule. It has either <see cref="On"/> or <see cref="When"/>.</summary>
public sealed record SaveFallbackRequest : IDocumentRequest
{
    /// <inheritdoc/>
    public string? Name { get; init; }

    /// <inheritdoc/>
    public long? Revision { get; init; }

    /// <summary>Whether it counts; true if left out.</summary>
    public bool? Enabled { get; init; }

    /// <summary>The model, by any name that callers may use, or <c>*</c>.</summary>
    public string? Model { get; init; }

    /// <summary>The failures that it is for: values of <see cref="FallbackTriggerNames"/>.</summary>
    public IReadOnlyList<string>? On { get; init; }

    /// <summary>The models to go on with, in order, at most 16; needed with <see cref="On"/> and for <c>switch</c>.</summary>
    public IReadOnlyList<string>? Targets { get; init; }

    /// <summary>The condition.</summary>
    public FallbackConditionDocument? When { get; init; }

    /// <summary>What is done while the condition is met: <c>switch</c>, <c>deprioritize</c>, <c>disable</c> or <c>alert</c>.</summary>
    public string? Action { get; init; }
}
