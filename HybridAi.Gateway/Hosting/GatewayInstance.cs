using HybridAi.Gateway.Configuration;
using HybridAi.Storage;

namespace HybridAi.Gateway.Hosting;

/// <summary>An opened gateway. Dispose it after the host has stopped: that moves the rest of the journal to the database.</summary>
public sealed class GatewayInstance : IAsyncDisposable
{
    private readonly StorageModule _storage;
    private readonly ILoggerFactory _loggers;

    internal GatewayInstance(GatewaySettings settings, StorageModule storage, ILoggerFactory loggers)
    {
        (_storage, _loggers) = (storage, loggers);
        DataDirectory = settings.DataDirectory;
        AdministratorKeyFile = settings.AdministratorKey is null ? AdministratorKey.PathIn(settings) : null;
    }

    /// <summary>The data directory, as a full path.</summary>
    public string DataDirectory { get; }

    /// <summary>Where the made-up administrator key lies, or null if the environment gave one.</summary>
    public string? AdministratorKeyFile { get; }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        _loggers.Dispose();
    }
}
