namespace HybridAi.Core.Tenancy;

/// <summary>Identifies an organization. A UUIDv7, minted by HybridAi.</summary>
/// <param name="Value">The UUID.</param>
public readonly record struct OrganizationId(Guid Value)
{
    /// <summary>The organization that exists from the start: the installation's own.</summary>
    public static readonly OrganizationId Default = new(new Guid("00000000-0000-7000-8000-000000000001"));

    /// <summary>The UUID in its hyphenated lower-case form.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>Identifies a team within an organization. A UUIDv7, minted by HybridAi.</summary>
/// <param name="Value">The UUID.</param>
public readonly record struct TeamId(Guid Value)
{
    /// <summary>The UUID in its hyphenated lower-case form.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>Identifies a user within an organization. A UUIDv7, minted by HybridAi.</summary>
/// <param name="Value">The UUID.</param>
public readonly record struct UserId(Guid Value)
{
    /// <summary>The UUID in its hyphenated lower-case form.</summary>
    public override string ToString() => Value.ToString("D");
}

/// <summary>Identifies an API key. A UUIDv7, minted by HybridAi; not the secret itself.</summary>
/// <param name="Value">The UUID.</param>
public readonly record struct KeyId(Guid Value)
{
    /// <summary>The UUID in its hyphenated lower-case form.</summary>
    public override string ToString() => Value.ToString("D");
}
