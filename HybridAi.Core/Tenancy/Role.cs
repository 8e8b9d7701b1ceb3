namespace HybridAi.Core.Tenancy;

/// <summary>What the holder of an API key may do. Stored by name.</summary>
/// <remarks>
/// Administrators of <see cref="OrganizationId.Default"/> administer the whole installation; every other role, and
/// administrators of any other organization, are confined to their own organization.
/// </remarks>
public enum Role
{
    /// <summary>May call the inference API (<c>/v1</c>) and nothing else. The default of a new key.</summary>
    Inference,

    /// <summary>May read the management API (usage, keys, health) of its organization; may not call models.</summary>
    Viewer,

    /// <summary>May call models, read the management API and operate (tests, jobs, drains); may not change tenants or keys.</summary>
    Operator,

    /// <summary>May do everything in its organization; in the default organization, everything.</summary>
    Administrator,
}
