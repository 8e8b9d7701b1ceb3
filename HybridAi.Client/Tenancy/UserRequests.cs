using System.Text.Json.Serialization;
using HybridAi.Client.Serialization;

namespace HybridAi.Client.Tenancy;

/// <summary>Creates a user.</summary>
public sealed record CreateUserRequest
{
    /// <summary>1 to 100 characters.</summary>
    public string? Name { get; init; }

    /// <summary>At most 254 characters, unique in the organization without regard to case, or null.</summary>
    public string? Email { get; init; }

    /// <summary>A team of the same organization, or null.</summary>
    public Guid? TeamId { get; init; }

    /// <summary>The organization; the caller's own if null.</summary>
    public Guid? OrganizationId { get; init; }
}

/// <summary>Changes a user. With PATCH, fields that are not set stay as they are; with PUT they are emptied.</summary>
public sealed record UpdateUserRequest
{
    /// <summary>The revision that the change was made from.</summary>
    public long? Revision { get; init; }

    /// <summary>1 to 100 characters.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Patch<string?> Name { get; init; }

    /// <summary>At most 254 characters, unique in the organization without regard to case, or null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Patch<string?> Email { get; init; }

    /// <summary>A team of the same organization, or null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Patch<Guid?> TeamId { get; init; }
}
