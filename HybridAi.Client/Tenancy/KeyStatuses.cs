namespace HybridAi.Client.Tenancy;

/// <summary>Whether a key is accepted.</summary>
public static class KeyStatuses
{
    /// <summary>It is accepted.</summary>
    public const string Active = "active";

    /// <summary>It is still accepted, but another key has taken over from it and it ends at its <c>expiresAt</c>.</summary>
    public const string Rotating = "rotating";

    /// <summary>Its time is over.</summary>
    public const string Expired = "expired";

    /// <summary>It was revoked.</summary>
    public const string Revoked = "revoked";
}
