using System.ComponentModel.DataAnnotations;
using HybridAi.Core.Secrets;
using HybridAi.Storage.Journal;

namespace HybridAi.Storage;

/// <summary>Where durable state lives.</summary>
public sealed class StorageOptions
{
    /// <summary>The data directory; made, for its owner only, if it is not there. Default <c>.hybridai</c> under the current directory.</summary>
    [Required]
    public string DataDirectory { get; set; } = ".hybridai";

    /// <summary>The database file; a relative path is taken from <see cref="DataDirectory"/>. Default <c>hybridai.db</c>.</summary>
    [Required]
    public string DatabaseFile { get; set; } = "hybridai.db";

    /// <summary>The master key (<c>HYBRIDAI_MASTER_KEY</c>: 32 bytes as Base64 or hexadecimal); null: the file <c>master.key</c> in <see cref="DataDirectory"/>, made if it is not there.</summary>
    public Secret? MasterKey { get; set; }

    /// <summary>How long a start waits for a Postgres that cannot be reached, where there is no copy of an earlier configuration to start from; 0 to 1 h. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The usage journal's options.</summary>
    public JournalOptions Journal { get; set; } = new();
}
