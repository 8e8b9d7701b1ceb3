using HybridAi.Core.Usage;
using HybridAi.Storage.Journal;
using HybridAi.Storage.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAi.Storage.Tests.Journal;

/// <summary>What the journal's tests share: a folder, a database that can fail, a clock.</summary>
public abstract class JournalTest : IDisposable
{
    private protected TempDirectory Folder { get; } = new();

    private protected FakeUsageStore Store { get; } = new();

    private protected ShiftedTime Time { get; } = new();

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    internal static JournalOptions Options(Action<JournalOptions>? change = null)
    {
        var options = new JournalOptions { Node = "node", SegmentBytes = 64 * 1024, DrainInterval = TimeSpan.FromMilliseconds(10), MaxBackoff = TimeSpan.FromMilliseconds(100) };
        change?.Invoke(options);
        return options;
    }

    private protected UsageJournal Open(JournalOptions? options = null, string? directory = null, FakeUsageStore? store = null) =>
        UsageJournal.Open(directory ?? Folder.Path, options ?? Options(), store ?? Store, Time, NullLogger.Instance);

    private protected string[] LogFiles() => Directory.GetFiles(Folder.Path, "*.log", SearchOption.AllDirectories);

    private protected static byte[] Bytes(params (FrameType Type, UsageRecord Record)[] frames) =>
        [.. frames.SelectMany(frame => new FrameBuffer().Encode(frame.Type, frame.Record).ToArray())];

    private protected async Task<string> WriteFileAsync(params UsageRecord[] records)
    {
        await File.WriteAllBytesAsync(
            Folder["written"], Bytes([.. records.SelectMany(record => new[] { (FrameType.Started, record.Marker()), (FrameType.Completed, record) })]));
        return Folder["written"];
    }

    private protected async Task<FakeUsageStore> RecoverAsync(byte[] bytes, TempDirectory? keep = null)
    {
        using var own = keep is null ? new TempDirectory() : null;
        var directory = keep ?? own!;
        Directory.CreateDirectory(directory["node"]);
        await File.WriteAllBytesAsync(directory["node/0000000001.log"], bytes);
        var store = new FakeUsageStore();
        await using (var journal = Open(directory: directory.Path, store: store))
            await journal.FlushAsync(default);
        return store;
    }
}
