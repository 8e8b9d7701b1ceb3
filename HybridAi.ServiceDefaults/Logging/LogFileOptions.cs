using System.ComponentModel.DataAnnotations;
using HybridAi.Core.Configuration;

namespace HybridAi.ServiceDefaults.Logging;

/// <summary>Logs in files, besides wherever else they go. Configuration section <c>LogFiles</c>.</summary>
public sealed class LogFileOptions
{
    /// <summary>Whether they are written. Default false.</summary>
    public bool Enabled { get; set; }

    /// <summary>The folder; it is made if it is not there. Processes may share it: names tell them apart. Default: <c>logs</c> in the data directory.</summary>
    public string? Directory { get; set; }

    /// <summary>How large a file becomes before the next is begun on the same day; 64 KB to 4 GB. Default 64 MB.</summary>
    public ByteSize MaxFileSize { get; set; } = new(64 * 1024 * 1024);

    /// <summary>How many lines wait to be written before further ones are dropped, and counted; 100 to 1 million. Default 10,000.</summary>
    [Range(100, 1_000_000)]
    public int MaxWaiting { get; set; } = 10_000;

    /// <summary>The folder, as a full path.</summary>
    /// <param name="dataDirectory">The data directory.</param>
    public string FolderIn(string dataDirectory) => Path.GetFullPath(Directory is { Length: > 0 } given ? given : "logs", dataDirectory);
}
