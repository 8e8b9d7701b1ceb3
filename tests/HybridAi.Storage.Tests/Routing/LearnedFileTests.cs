using HybridAi.Storage.Routing;
using HybridAi.Storage.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAi.Storage.Tests.Routing;

public sealed class LearnedFileTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task What_was_saved_last_is_read_and_nothing_else_is_left()
    {
        var file = new LearnedFile(_directory["learned.bin"], NullLogger.Instance);
        Assert.Null(await file.LoadAsync(default));
        await file.SaveAsync(new byte[] { 1, 2, 3 }, default);
        await file.SaveAsync(new byte[] { 4 }, default);
        Assert.Equal([4], await file.LoadAsync(default));
        Assert.Equal([_directory["learned.bin"]], Directory.GetFiles(Path.GetDirectoryName(_directory["learned.bin"])!));
    }

    [Fact]
    public async Task What_cannot_be_read_is_nothing_and_what_cannot_be_written_says_so()
    {
        Directory.CreateDirectory(_directory["learned.bin"]);
        var file = new LearnedFile(_directory["learned.bin"], NullLogger.Instance);
        Assert.Null(await file.LoadAsync(default));
        var failure = await Record.ExceptionAsync(() => file.SaveAsync(new byte[] { 1 }, default));
        Assert.True(failure is IOException or UnauthorizedAccessException, $"{failure}");
    }
}
