namespace HybridAi.Gateway.Errors;

/// <summary>Every way in which the gateway itself refuses a request, and the one in which it passes a provider's refusal on.</summary>
internal enum GatewayErrorCode
{
    InvalidRequest,
    MissingKey,
    InvalidKey,
    RevokedKey,
    ExpiredKey,
    RoleNotAllowed,
    ModelNotAllowed,
    ModelNotFound,
    NoActiveDeployment,
    RuleNotMet,
    PathNotFound,
    ResponseNotFound,
    ObjectNotFound,
    PreviousResponseNotFound,
    MethodNotAllowed,
    UnsupportedMediaType,
    BodyTooLarge,
    BodyTimeout,
    CacheMiss,
    CostLimit,
    JournalUnavailable,
    StorageUnavailable,
    Internal,
    Provider,
}
