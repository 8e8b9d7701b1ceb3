using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Responses;

/// <summary>A response that the gateway keeps, so that a later request can go on from it.</summary>
/// <param name="Id">The id of the request that made it.</param>
/// <param name="OrganizationId">Whose it is.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">From when on it is gone.</param>
/// <param name="Response">The response object as JSON, with seals.</param>
/// <param name="Input">The whole conversation before it: a JSON list of items, each with an id.</param>
public sealed record StoredResponse(
    Guid Id, OrganizationId OrganizationId, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, ReadOnlyMemory<byte> Response, ReadOnlyMemory<byte> Input)
{
    /// <summary>Only the id, so that no log shows what was said.</summary>
    public override string ToString() => Id.ToString("D");
}
