namespace HybridAi.Core.Tenancy;

/// <summary>Whether an API key is accepted.</summary>
public enum KeyStatus
{
    /// <summary>It is accepted.</summary>
    Active,

    /// <summary>It is still accepted, but another key has taken over from it and it ends soon.</summary>
    Rotating,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>It was revoked.</summary>
    Revoked,
}
