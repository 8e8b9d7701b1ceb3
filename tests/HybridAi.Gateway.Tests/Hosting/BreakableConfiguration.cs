using HybridAi.Core.Configuration;
using HybridAi.Node.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.Hosting;

/// <summary>The real configuration, or a database that does not answer.</summary>
internal sealed class BreakableConfiguration : IConfigurationStore
{
    private IConfigurationStore _real = null!;

    public Exception? Failure { get; set; }

    /// <summary>Takes the place of the real one.</summary>
    public void Replace(IServiceCollection services) => services.AddSingleton<IConfigurationStore>(provider =>
    {
        _real = provider.GetRequiredService<OpenedStorage>().Module.Configuration;
        return this;
    });

    public Task<StoredConfiguration> ReadAsync(CancellationToken cancellationToken) =>
        Failure is { } failure ? Task.FromException<StoredConfiguration>(failure) : _real.ReadAsync(cancellationToken);

    public Task<long> VersionAsync(CancellationToken cancellationToken) => _real.VersionAsync(cancellationToken);
}
