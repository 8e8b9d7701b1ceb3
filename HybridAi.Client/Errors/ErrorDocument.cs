namespace HybridAi.Client.Errors;

/// <summary>The body of every answer of the management API that is an error.</summary>
/// <param name="Error">What went wrong.</param>
public sealed record ErrorDocument(ErrorDetail Error);

/// <summary>What went wrong and how to mend it.</summary>
/// <param name="Message">For people.</param>
/// <param name="Type">The kind, such as <c>invalid_request_error</c> or <c>authentication_error</c>.</param>
/// <param name="Code">The exact cause, for programs.</param>
/// <param name="Param">The field or parameter that caused it, or null.</param>
public sealed record ErrorDetail(string Message, string Type, string? Code, string? Param);
