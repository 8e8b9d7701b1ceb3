using System.Text;

namespace HybridAi.ServiceDefaults.Logging;

/// <summary>The file that a process's log is written to: a new one each UTC day, and whenever one is full. Not for several threads.</summary>
internal sealed class LogFiles(string folder, string writer, long most, TimeProvider time) : IDisposable
{
    private FileStream? _file;
    private LogFileName _name = new(writer, DateOnly.MinValue, 1, IsCompressed: false);

    /// <summary>Writes text, whole lines, to the file of the day.</summary>
    /// <exception cref="IOException">It cannot be written; the next text is tried with a file that is opened anew.</exception>
    public void Write(StringBuilder lines)
    {
        try
        {
            var bytes = Encoding.UTF8.GetBytes(lines.ToString());
            var file = Open(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
            file.Write(bytes);
            file.Flush();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Dispose();
            throw failure as IOException ?? new IOException(failure.Message, failure);
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private FileStream Open(DateOnly day)
    {
        if (_file is { } open && _name.Day == day && open.Position < most)
            return open;
        _file?.Dispose();
        _file = null;
        _name = Next(day);
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        return _file = new FileStream(Path.Combine(folder, _name.ToString()), options);
    }

    // Behind all of the day that are there, compressed or not; the last is gone on with if it has room.
    private LogFileName Next(DateOnly day)
    {
        Directory.CreateDirectory(folder);
        var own = new DirectoryInfo(folder).EnumerateFiles($"{writer}-*").Select(file => (Name: LogFileName.Parse(file.Name), File: file)).Where(pair => pair.Name?.Writer == writer && pair.Name.Day == day).ToArray();
        if (own.Length == 0)
            return new LogFileName(writer, day, 1, IsCompressed: false);
        var last = own.MaxBy(pair => (pair.Name!.Part, pair.Name.IsCompressed));
        return last.Name!.IsCompressed || last.File.Length >= most ? last.Name with { Part = last.Name.Part + 1, IsCompressed = false } : last.Name;
    }
}
