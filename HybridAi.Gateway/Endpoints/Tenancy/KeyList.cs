using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Tenancy;

/// <summary>All keys at one moment.</summary>
internal sealed class KeyList(IReadOnlyList<ApiKey> all, DateTimeOffset now)
{
    private readonly IReadOnlySet<KeyId> _rotated = KeyLifecycle.RotatedAmong(all);

    public DateTimeOffset Now => now;

    public IEnumerable<(ApiKey Key, KeyStatus Status)> WithStatus() => all.Select(key => (key, StatusOf(key)));

    public KeyStatus StatusOf(ApiKey key) => KeyLifecycle.StatusOf(key, _rotated, now);

    public bool WasRotated(ApiKey key) => _rotated.Contains(key.Id);

    public Outcome<ApiKey> Find(string id, Caller caller)
    {
        var found = Guid.TryParse(id, out var value) ? all.FirstOrDefault(key => key.Id.Value == value && caller.Sees(key.OrganizationId)) : null;
        return found is null ? ApiError.NotFound("key", id) : found;
    }
}
