namespace HybridAi.Core.Tenancy;

/// <summary>Why a request has no caller.</summary>
public enum AuthenticationFailure
{
    /// <summary>It has one.</summary>
    None,

    /// <summary>It carries no key.</summary>
    Missing,

    /// <summary>Nobody has this key.</summary>
    Unknown,

    /// <summary>The key was revoked.</summary>
    Revoked,

    /// <summary>The key's time is over.</summary>
    Expired,
}
