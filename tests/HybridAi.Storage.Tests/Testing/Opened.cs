using HybridAi.Core.Secrets;
using HybridAi.Storage.Journal;
using Npgsql;

namespace HybridAi.Storage.Tests.Testing;

/// <summary>Opens storage on a directory.</summary>
internal static class Opened
{
    public static Task<StorageModule> StorageAsync(
        string directory, TimeProvider? time = null, Secret? masterKey = null, NpgsqlDataSource? database = null) => StorageModule.OpenAsync(
        new StorageOptions { DataDirectory = directory, MasterKey = masterKey, Journal = new JournalOptions { Node = "node", SegmentBytes = 1024 * 1024 } },
        database, time ?? TimeProvider.System, null, CancellationToken.None);
}
