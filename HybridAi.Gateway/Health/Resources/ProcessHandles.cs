using System.Globalization;

namespace HybridAi.Gateway.Health.Resources;

/// <summary>How many files and sockets this process has open, and may have; not known but on Linux. Counting takes the longer the more there are, so it is done every few seconds only.</summary>
internal sealed class ProcessHandles(TimeProvider time)
{
    private const string Open = "/proc/self/fd";
    private const string Limits = "/proc/self/limits";
    private const string LimitLine = "Max open files";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private long _at = long.MinValue;
    private (long? Used, long? Limit) _known;

    public (long? Used, long? Limit) Read()
    {
        if (_at != long.MinValue && time.GetElapsedTime(_at) < Interval)
            return _known;
        (_at, _known) = (time.GetTimestamp(), Count());
        return _known;
    }

    private (long? Used, long? Limit) Count()
    {
        try
        {
            // The listing itself has one open.
            return OperatingSystem.IsLinux() ? (Directory.EnumerateFileSystemEntries(Open).LongCount() - 1, Limit()) : default;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // There is nothing left to look with: what is known is next to the limit.
            return _known;
        }
    }

    // "Max open files            1024                 524288               files": the first counts.
    private static long? Limit()
    {
        var line = File.ReadLines(Limits).FirstOrDefault(line => line.StartsWith(LimitLine, StringComparison.Ordinal));
        var soft = line?[LimitLine.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }
}
