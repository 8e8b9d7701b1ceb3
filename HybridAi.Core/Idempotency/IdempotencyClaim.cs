using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Idempotency;

/// <summary>A request that its caller gave a key, so that it is carried out once however often it is sent.</summary>
/// <param name="KeyId">The API key; what callers name their requests is their own business.</param>
/// <param name="KeyHash">The SHA-256 of the caller's own key, in lower-case hexadecimal.</param>
/// <param name="RequestHash">The SHA-256 of what was asked for, in lower-case hexadecimal.</param>
/// <param name="RequestId">The request's id.</param>
/// <param name="Owner">The process that carries it out.</param>
public sealed record IdempotencyClaim(KeyId KeyId, string KeyHash, string RequestHash, Guid RequestId, Guid Owner);
