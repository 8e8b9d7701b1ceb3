namespace HybridAi.Simulator.Errors;

/// <summary>What went wrong, whatever the provider calls it.</summary>
internal enum ErrorKind
{
    /// <summary>The request does not have the right form: a wrong type, a value out of range, a missing or unknown field.</summary>
    Validation,

    /// <summary>The form is right but the request cannot be served as it is.</summary>
    InvalidRequest,

    /// <summary>The body is not JSON.</summary>
    InvalidJson,
    UnsupportedMediaType,
    ContextLength,
    ContentFilter,
    MissingKey,
    BadKey,
    Permission,
    ModelNotFound,
    PathNotFound,
    MethodNotAllowed,
    BodyTooLarge,
    Quota,
    RateLimit,
    Timeout,
    ServerError,
    BadGateway,
    Overloaded,
}
