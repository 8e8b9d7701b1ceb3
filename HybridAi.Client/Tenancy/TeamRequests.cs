using System.Text.Json.Serialization;
using HybridAi.Client.Serialization;

namespace HybridAi.Client.Tenancy;

/// <summary>Creates a team.</summary>
public sealed record CreateTeamRequest
{
    /// <summary>1 to 100 characters, unique in the organization without regard to case.</summary>
    public string? Name { get; init; }

    /// <summary>The organization; the caller's own if null.</summary>
    public Guid? OrganizationId { get; init; }
}

/// <summary>Changes a team.</summary>
public sealed record UpdateTeamRequest
{
    /// <summary>The revision that the change was made from.</summary>
    public long? Revision { get; init; }

    /// <summary>1 to 100 characters, unique in the organization without regard to case.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Patch<string?> Name { get; init; }
}
