using System.Text.Json.Serialization;
using HybridAi.Client.Serialization;

namespace HybridAi.Client.Tenancy;

/// <summary>Creates an API key.</summary>
public sealed record CreateKeyRequest
{
    /// <summary>1 to 100 characters.</summary>
    public string? Name { get; init; }

    /// <summary>A value of <see cref="Roles"/>, at most the caller's own; <c>inference</c> if null.</summary>
    public string? Role { get; init; }

    /// <summary>The organization; the caller's own if null.</summary>
    public Guid? OrganizationId { get; init; }

    /// <summary>A team of that organization; if null, the user's team.</summary>
    public Guid? TeamId { get; init; }

    /// <summary>A user of that organization, or null.</summary>
    public Guid? UserId { get; init; }

    /// <summary>At most 100 model names of at most 256 characters, exact or with one trailing <c>*</c>; null for every model.</summary>
    public IReadOnlyList<string?>? AllowedModels { get; init; }

    /// <summary>What holds for all its requests, whatever they say themselves; null for nothing.</summary>
    public KeyPolicyDocument? Policy { get; init; }

    /// <summary>From when on it is refused, in the future; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>Changes an API key; fields that are not set stay as they are.</summary>
public sealed record UpdateKeyRequest
{
    /// <summary>The revision that the change was made from.</summary>
    public long? Revision { get; init; }

    /// <summary>1 to 100 characters.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Patch<string?> Name { get; init; }

    /// <summary>At most 100 model names, or null for every model.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Patch<IReadOnlyList<string?>?> AllowedModels { get; init; }

    /// <summary>The whole policy anew, or null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Patch<KeyPolicyDocument?> Policy { get; init; }

    /// <summary>From when on it is refused, in the future; null for never.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Patch<DateTimeOffset?> ExpiresAt { get; init; }
}

/// <summary>Replaces an API key by a new one with the same rights.</summary>
public sealed record RotateKeyRequest
{
    /// <summary>How long the old key lives on: a duration such as <c>24h</c> (the default), <c>0s</c> to <c>30d</c>.</summary>
    public string? Overlap { get; init; }

    /// <summary>When the new key ends; if not set, when the old one would have.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Patch<DateTimeOffset?> ExpiresAt { get; init; }

    /// <summary>The revision that the rotation was decided on; null for whichever it is.</summary>
    public long? Revision { get; init; }
}
