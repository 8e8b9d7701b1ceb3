using System.Globalization;
using System.Text.RegularExpressions;
using HybridAi.Core.Configuration;
using HybridAi.ServiceDefaults.Logging;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HybridAi.ServiceDefaults.Tests.Logging;

public sealed class LogFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hybridai-logs-");
    private readonly Clock _clock = new() { Now = new DateTimeOffset(2026, 5, 1, 23, 59, 59, 123, TimeSpan.Zero) };

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Each_UTC_day_has_a_file_and_a_process_that_starts_again_goes_on_with_it()
    {
        await WriteAsync("first\nsecond", LogLevel.Warning);
        _clock.Now = _clock.Now.AddSeconds(1);
        await WriteAsync("third");
        await WriteAsync("fourth", failure: new InvalidOperationException("it broke"));
        Assert.Equal(["app.host.1-2026-05-01.1.log", "app.host.1-2026-05-02.1.log"], Names());
        Assert.Equal("2026-05-01T23:59:59.123Z warning HybridAi.Some.Category[7] first\n    second\n", Read("app.host.1-2026-05-01.1.log"));
        Assert.Equal(
            "2026-05-02T00:00:00.123Z information HybridAi.Some.Category[7] third\n2026-05-02T00:00:00.123Z information HybridAi.Some.Category[7] fourth\n    System.InvalidOperationException: it broke\n",
            Read("app.host.1-2026-05-02.1.log"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(Path.Combine(_folder.FullName, Names()[0])) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite));
    }

    [Fact]
    public async Task A_full_file_is_followed_by_the_next_also_behind_one_that_was_compressed()
    {
        var options = new LogFileOptions { MaxFileSize = new ByteSize(1_000) };
        foreach (var letter in "abc")
            await WriteAsync(new string(letter, 1_200), options: options);
        Assert.Equal(["app.host.1-2026-05-01.1.log", "app.host.1-2026-05-01.2.log", "app.host.1-2026-05-01.3.log"], Names());
        Assert.Contains(new string('b', 1_200), Read(Names()[1]));
        File.Move(Path.Combine(_folder.FullName, Names()[2]), Path.Combine(_folder.FullName, Names()[2] + ".gz"));
        await WriteAsync("d", options: options);
        Assert.Equal("app.host.1-2026-05-01.4.log", Names()[3]);
    }

    [Fact]
    public async Task Where_nothing_can_be_written_nobody_is_disturbed_and_what_is_lost_is_told_later()
    {
        const int Lines = 30_000;
        var occupied = Path.Combine(_folder.FullName, "occupied");
        File.WriteAllText(occupied, "");
        await using (var provider = new LogFileProvider(new LogFileOptions(), occupied, "app", _clock))
        {
            var logger = provider.CreateLogger("HybridAi");
            for (var i = 0; i < Lines; i++)
                logger.Log(LogLevel.Error, new EventId(1), "lost", null, static (text, _) => text);
            // There is room again, and what was written before is known not to be there.
            File.Delete(occupied);
            while (!Directory.Exists(occupied))
            {
                _clock.Now = _clock.Now.AddSeconds(6);
                logger.Log(LogLevel.Error, new EventId(1), "kept", null, static (text, _) => text);
                await Task.Yield();
            }
        }

        var text = string.Concat(Directory.GetFiles(occupied).Select(File.ReadAllText));
        var (lost, told) = (Lines - Regex.Count(text, " lost\n"), Regex.Matches(text, "([0-9]+) lines were dropped").Sum(match => long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)));
        Assert.True(told >= lost && lost > 0, $"{lost} of {Lines} are not there, and {told} are told of");
    }

    [Theory]
    [InlineData("hybridai-worker.my-host.12-2026-05-01.3.log", "hybridai-worker.my-host.12", 3, false)]
    [InlineData("a-2026-05-01.1.log.gz", "a", 1, true)]
    [InlineData("a-2026-02-30.1.log", null, 0, false)]
    [InlineData("a-2026-05-01.log", null, 0, false)]
    [InlineData("a-2026-05-01.1.log.gz.unfinished", null, 0, false)]
    [InlineData("2026-05-01.1.log", null, 0, false)]
    public void Names_are_read_as_they_are_written(string text, string? writer, int part, bool compressed)
    {
        var name = LogFileName.Parse(text);
        Assert.Equal(writer, name?.Writer);
        if (name is null)
            return;
        Assert.Equal((part, compressed, new DateOnly(2026, 5, 1), text), (name.Part, name.IsCompressed, name.Day, name.ToString()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_host_writes_them_only_if_it_is_told_to(bool enabled)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["HYBRIDAI_DATA"] = _folder.FullName, ["LogFiles:Enabled"] = enabled ? "true" : null });
        builder.AddServiceDefaults();
        await using (var app = builder.Build())
            app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("HybridAi.Tests").Log(LogLevel.Warning, new EventId(3), "hello there", null, static (text, _) => text);
        var folder = Path.Combine(_folder.FullName, "logs");
        Assert.Equal(enabled, Directory.Exists(folder));
        if (enabled)
            Assert.Contains("warning HybridAi.Tests[3] hello there", await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(folder))));
    }

    private async Task WriteAsync(string text, LogLevel level = LogLevel.Information, Exception? failure = null, LogFileOptions? options = null)
    {
        await using var provider = new LogFileProvider(options ?? new LogFileOptions(), _folder.FullName, "app.host.1", _clock);
        provider.CreateLogger("HybridAi.Some.Category").Log(level, new EventId(7), text, failure, static (line, _) => line);
    }

    private string[] Names() => [.. _folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal)];

    private string Read(string name) => File.ReadAllText(Path.Combine(_folder.FullName, name));

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Now.UtcTicks;
    }
}
