namespace HybridAi.Core.Chat;

/// <summary>A provider's error in its own words, before or amid an answer. What it means is judged elsewhere, by status, type and code.</summary>
/// <param name="Message">The provider's message.</param>
public sealed record ChatError(string Message)
{
    /// <summary>The HTTP status of the answer, or the number that an error within a stream names; null if there is none.</summary>
    public int? Status { get; init; }

    /// <summary>The wire's kind of error, such as <c>overloaded_error</c> or <c>RESOURCE_EXHAUSTED</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The wire's finer code, such as <c>context_length_exceeded</c>.</summary>
    public string? Code { get; init; }

    /// <summary>The request's field that is to blame.</summary>
    public string? Param { get; init; }

    /// <summary>The provider's id of the request.</summary>
    public string? RequestId { get; init; }

    /// <summary>How long to wait before trying again, where the provider tells.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The whole error as the wire gave it.</summary>
    public Verbatim Body { get; init; }

    /// <summary>The kind only: messages may quote what was said.</summary>
    public override string ToString() => $"{Status} {Type} {Code}";
}
