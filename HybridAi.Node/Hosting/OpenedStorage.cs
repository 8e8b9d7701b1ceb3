using HybridAi.Node.Settings;
using HybridAi.Storage;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HybridAi.Node.Hosting;

/// <summary>
/// The storage of a process. It is opened after the host was built and before anything is served; the host's container closes it last but for the
/// database's connections, which moves the rest of the journal to the database.
/// </summary>
internal sealed class OpenedStorage(NodeSettings settings, TimeProvider time, ILoggerFactory loggers, NpgsqlDataSource? database = null) : IAsyncDisposable
{
    private StorageModule? _module;

    /// <summary>The storage.</summary>
    public StorageModule Module => _module ?? throw new InvalidOperationException("The storage has not been opened yet.");

    /// <summary>Opens it, once.</summary>
    /// <exception cref="StorageException">Something has to be put right first; the message says what.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken) =>
        _module ??= await StorageModule.OpenAsync(settings.ToStorageOptions(), database, time, loggers, cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _module?.DisposeAsync() ?? ValueTask.CompletedTask;
}
