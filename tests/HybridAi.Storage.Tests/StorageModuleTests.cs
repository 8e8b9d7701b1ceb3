using System.ComponentModel.DataAnnotations;
using HybridAi.Core.Audit;
using HybridAi.Core.Providers;
using HybridAi.Core.Responses;
using HybridAi.Core.Secrets;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Storage.Journal;
using HybridAi.Storage.Secrets;
using HybridAi.Storage.Tests.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Storage.Tests;

public sealed class StorageModuleTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_journaled_record_is_read_back_from_the_database_also_after_a_restart()
    {
        var record = Records.Usage();
        await using (var storage = await Opened.StorageAsync(_directory["data"]))
        {
            Assert.True(await storage.Journal.StartAsync(record.Marker()));
            Assert.True(await storage.Journal.CompleteAsync(record));
            await storage.Journal.FlushAsync(default);
            Assert.Equal(record, await storage.Usage.FindAsync(record.Id, null, default));
        }
        await using var again = await Opened.StorageAsync(_directory["data"]);
        Assert.Equal(record, await again.Usage.FindAsync(record.Id, null, default));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_directory["data"]));
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_made_is_named()
    {
        await File.WriteAllTextAsync(_directory["file"], "");
        var error = await Assert.ThrowsAsync<StorageException>(() => Opened.StorageAsync(_directory["file/data"]));
        Assert.Contains("HYBRIDAI_DATA", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_belongs_to_one_at_a_time()
    {
        await using (await Opened.StorageAsync(_directory.Path))
        {
            var error = await Assert.ThrowsAsync<StorageException>(() => Opened.StorageAsync(_directory.Path));
            Assert.Contains("is in use by another process", error.Message, StringComparison.Ordinal);
        }

        await using var again = await Opened.StorageAsync(_directory.Path);
    }

    [Fact]
    public async Task A_journal_that_cannot_be_opened_leaves_the_database_closed()
    {
        await File.WriteAllTextAsync(_directory["journal"], "");
        await Assert.ThrowsAsync<StorageException>(() => Opened.StorageAsync(_directory.Path));
        Assert.False(File.Exists(_directory["hybridai.db-wal"]));
    }

    [Fact]
    public void The_default_options_are_valid_and_others_are_not()
    {
        Assert.Empty(Errors(new StorageOptions()));
        Assert.Empty(Errors(new JournalOptions()));
        Assert.Equal(3, Errors(new JournalOptions { SegmentBytes = 1, DrainInterval = TimeSpan.Zero, Node = "../x" }).Count);
    }

    private static List<ValidationResult> Errors(object options)
    {
        var errors = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), errors, validateAllProperties: true);
        return errors;
    }
}
