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
        HasGivenAdministratorKey = settings.AdministratorKey is not null;
    }

    /// <summary>The data directory, as a full path.</summary>
    public string DataDirectory { get; }

    /// <summary>Whether the environment gave an administrator key.</summary>
    public bool HasGivenAdministratorKey { get; }

    /// <summary>Where the made-up administrator key lies, or null if there is none that administers (any more).</summary>
    public string? AdministratorKeyFile { get; internal set; }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        _loggers.Dispose();
    }
}
