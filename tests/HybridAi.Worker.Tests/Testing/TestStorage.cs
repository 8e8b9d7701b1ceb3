using HybridAi.Storage;
using HybridAi.Storage.Journal;
using HybridAi.TestServers;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace HybridAi.Worker.Tests.Testing;

/// <summary>Storage as processes on one database have it: several on Postgres, one on SQLite.</summary>
internal sealed class TestStorage : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("hybridai-worker-");
    private readonly List<StorageModule> _opened = [];
    private readonly string? _connectionString;
    private readonly NpgsqlDataSource? _source;
    private readonly TimeProvider _time;

    private TestStorage(string? connectionString, TimeProvider time)
    {
        (_connectionString, _time) = (connectionString, time);
        _source = connectionString is null ? null : NpgsqlDataSource.Create(connectionString);
    }

    /// <summary>How to connect to Postgres; null: it is SQLite.</summary>
    public string? ConnectionString => _connectionString;

    /// <summary>A directory of the test's own.</summary>
    public string Path => _directory.FullName;

    public static async Task<TestStorage> CreateAsync(PostgresFixture? postgres, TimeProvider? time = null) =>
        new(postgres is null ? null : await postgres.CreateAsync(), time ?? TimeProvider.System);

    /// <summary>Gives the storage of another process; on SQLite there is but one.</summary>
    public async Task<StorageModule> OpenAsync()
    {
        if (_source is null && _opened.Count > 0)
            return _opened[0];
        var options = new StorageOptions
        {
            DataDirectory = System.IO.Path.Combine(Path, $"process-{_opened.Count}"),
            Journal = new JournalOptions { Directory = System.IO.Path.Combine(Path, "journal"), Node = $"node-{_opened.Count}", SegmentBytes = 64 * 1024, AdoptInterval = TimeSpan.FromDays(1) },
        };
        _opened.Add(await StorageModule.OpenAsync(options, _source, _time, null, default));
        return _opened[^1];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var storage in _opened)
            await storage.DisposeAsync();
        if (_source is not null)
            await _source.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
