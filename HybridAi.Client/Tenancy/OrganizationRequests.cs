using System.Text.Json.Serialization;
using HybridAi.Client.Serialization;

namespace HybridAi.Client.Tenancy;

/// <summary>Creates an organization.</summary>
public sealed record CreateOrganizationRequest
{
    /// <summary>1 to 100 characters, unique without regard to case.</summary>
    public string? Name { get; init; }
}

/// <summary>Changes an organization.</summary>
public sealed record UpdateOrganizationRequest
{
    /// <summary>The revision that the change was made from.</summary>
    public long? Revision { get; init; }

    /// <summary>1 to 100 characters, unique without regard to case.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Patch<string?> Name { get; init; }
}
