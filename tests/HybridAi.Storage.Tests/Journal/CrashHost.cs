using HybridAi.Storage.Journal;
using HybridAi.Storage.Tests.Testing;
using Npgsql;

namespace HybridAi.Storage.Tests.Journal;

/// <summary>The process that the crash tests kill: it journals requests for ever and says of each step, once it is acknowledged, that it is.</summary>
internal static class CrashHost
{
    public const string Command = "journal-crash-host";

    public static async Task RunAsync(string directory, string? connectionString)
    {
        await using var database = connectionString is null ? null : NpgsqlDataSource.Create(connectionString);
        await using var storage = await StorageModule.OpenAsync(
            new StorageOptions { DataDirectory = directory, Journal = new JournalOptions { Node = "crash", SegmentBytes = 256 * 1024, DrainInterval = TimeSpan.FromMilliseconds(10) } },
            database, TimeProvider.System, null, default);
        var output = TextWriter.Synchronized(Console.Out);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => JournalForeverAsync(storage.Journal, output))));
    }

    private static async Task JournalForeverAsync(UsageJournal journal, TextWriter output)
    {
        while (true)
        {
            var record = Records.Usage();
            if (!await journal.StartAsync(record.Marker()))
                throw new InvalidOperationException(journal.Unavailable);
            await output.WriteLineAsync($"S {record.Id}");
            await journal.CompleteAsync(record);
            await output.WriteLineAsync($"C {record.Id}");
        }
    }
}
