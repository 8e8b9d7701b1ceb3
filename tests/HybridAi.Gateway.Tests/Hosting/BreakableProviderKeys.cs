using HybridAi.Core.Audit;
using HybridAi.Core.Secrets;

namespace HybridAi.Gateway.Tests.Hosting;

/// <summary>No stored provider keys, or a database that does not answer.</summary>
internal sealed class BreakableProviderKeys : IProviderKeyStore
{
    public Exception? Failure { get; set; }

    public Task<IReadOnlyDictionary<string, Secret>> AllAsync(CancellationToken cancellationToken) => Failure is { } failure
        ? Task.FromException<IReadOnlyDictionary<string, Secret>>(failure)
        : Task.FromResult<IReadOnlyDictionary<string, Secret>>(new Dictionary<string, Secret>());

    public Task SetAsync(string provider, Secret key, AuditEntry audit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> DeleteAsync(string provider, AuditEntry audit, CancellationToken cancellationToken) => throw new NotSupportedException();
}
