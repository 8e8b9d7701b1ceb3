namespace HybridAi.Simulator.Errors;

/// <summary>An error to answer, before it takes a provider's shape.</summary>
/// <param name="Kind">What went wrong; the provider's table gives status, type and code.</param>
/// <param name="Message">What the caller reads.</param>
/// <param name="Param">The field at fault, as a path such as <c>messages[0].content</c>.</param>
/// <param name="Code">A code more exact than the table's.</param>
internal sealed record ApiError(ErrorKind Kind, string Message, string? Param = null, string? Code = null)
{
    /// <summary>Seconds to wait, sent as <c>Retry-After</c>.</summary>
    public double? RetryAfterSeconds { get; init; }

    /// <summary>A status other than the table's (scripted errors).</summary>
    public int? Status { get; init; }

    /// <summary>The request's id, for the shapes that repeat it in the body.</summary>
    public string? RequestId { get; init; }

    /// <summary>What is wrong field by field, for providers that say so.</summary>
    public IReadOnlyList<FieldViolation> Violations { get; init; } = [];

    public static ApiError Invalid(string message, string? param = null, string? code = null) =>
        new(ErrorKind.Validation, message, param, code);
}
