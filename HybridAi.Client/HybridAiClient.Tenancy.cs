using System.Text.Json.Serialization.Metadata;
using HybridAi.Client.Identity;
using HybridAi.Client.Paging;
using HybridAi.Client.Serialization;
using HybridAi.Client.Tenancy;

namespace HybridAi.Client;

public sealed partial class HybridAiClient
{
    private static HybridAiJson Json => HybridAiJson.Default;

    /// <summary>Asks who the key is.</summary>
    public Task<MeDocument> MeAsync(CancellationToken cancellationToken = default) =>
        GetAsync("api/me", Json.MeDocument, cancellationToken);

    /// <summary>Lists organizations.</summary>
    public Task<DocumentPage<OrganizationDocument>> OrganizationsAsync(ListOptions? options = null, CancellationToken cancellationToken = default) =>
        ListAsync("api/organizations", options, Json.DocumentPageOrganizationDocument, cancellationToken);

    /// <summary>Reads an organization.</summary>
    public Task<OrganizationDocument> OrganizationAsync(Guid id, CancellationToken cancellationToken = default) =>
        GetAsync($"api/organizations/{id}", Json.OrganizationDocument, cancellationToken);

    /// <summary>Creates an organization.</summary>
    public Task<OrganizationDocument> CreateAsync(CreateOrganizationRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, "api/organizations", request, Json.CreateOrganizationRequest, Json.OrganizationDocument, cancellationToken);

    /// <summary>Changes an organization.</summary>
    public Task<OrganizationDocument> UpdateOrganizationAsync(Guid id, UpdateOrganizationRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Patch, $"api/organizations/{id}", request, Json.UpdateOrganizationRequest, Json.OrganizationDocument, cancellationToken);

    /// <summary>Deletes an organization that has no teams, users or keys.</summary>
    public Task DeleteOrganizationAsync(Guid id, long? revision = null, CancellationToken cancellationToken = default) =>
        DeleteAsync(Deletion($"api/organizations/{id}", revision), cancellationToken);

    /// <summary>Lists teams.</summary>
    public Task<DocumentPage<TeamDocument>> TeamsAsync(ListOptions? options = null, CancellationToken cancellationToken = default) =>
        ListAsync("api/teams", options, Json.DocumentPageTeamDocument, cancellationToken);

    /// <summary>Reads a team.</summary>
    public Task<TeamDocument> TeamAsync(Guid id, CancellationToken cancellationToken = default) =>
        GetAsync($"api/teams/{id}", Json.TeamDocument, cancellationToken);

    /// <summary>Creates a team.</summary>
    public Task<TeamDocument> CreateAsync(CreateTeamRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, "api/teams", request, Json.CreateTeamRequest, Json.TeamDocument, cancellationToken);

    /// <summary>Changes a team.</summary>
    public Task<TeamDocument> UpdateTeamAsync(Guid id, UpdateTeamRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Patch, $"api/teams/{id}", request, Json.UpdateTeamRequest, Json.TeamDocument, cancellationToken);

    /// <summary>Deletes a team that has no users or keys.</summary>
    public Task DeleteTeamAsync(Guid id, long? revision = null, CancellationToken cancellationToken = default) =>
        DeleteAsync(Deletion($"api/teams/{id}", revision), cancellationToken);

    /// <summary>Lists users.</summary>
    public Task<DocumentPage<UserDocument>> UsersAsync(ListOptions? options = null, CancellationToken cancellationToken = default) =>
        ListAsync("api/users", options, Json.DocumentPageUserDocument, cancellationToken);

    /// <summary>Reads a user.</summary>
    public Task<UserDocument> UserAsync(Guid id, CancellationToken cancellationToken = default) =>
        GetAsync($"api/users/{id}", Json.UserDocument, cancellationToken);

    /// <summary>Creates a user.</summary>
    public Task<UserDocument> CreateAsync(CreateUserRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, "api/users", request, Json.CreateUserRequest, Json.UserDocument, cancellationToken);

    /// <summary>Changes the fields of a user that the request sets.</summary>
    public Task<UserDocument> UpdateUserAsync(Guid id, UpdateUserRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Patch, $"api/users/{id}", request, Json.UpdateUserRequest, Json.UserDocument, cancellationToken);

    /// <summary>Deletes a user that has no keys.</summary>
    public Task DeleteUserAsync(Guid id, long? revision = null, CancellationToken cancellationToken = default) =>
        DeleteAsync(Deletion($"api/users/{id}", revision), cancellationToken);

    private Task<DocumentPage<T>> ListAsync<T>(
        string path, ListOptions? options, JsonTypeInfo<DocumentPage<T>> answer, CancellationToken cancellationToken) =>
        GetAsync(
            new QueryText(path)
                .Add("organization", options?.Organization).Add("team", options?.Team).Add("user", options?.User).Add("status", options?.Status)
                .Add("cursor", options?.Cursor).Add("limit", options?.Limit).ToString(),
            answer, cancellationToken);

    private static string Deletion(string path, long? revision) => new QueryText(path).Add("revision", revision).ToString();
}
