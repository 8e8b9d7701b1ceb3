using System.ComponentModel.DataAnnotations;

namespace HybridAi.Node.Settings;

/// <summary>Stored responses. Configuration section <c>Responses:Storage</c>.</summary>
public sealed class ResponseStorageOptions
{
    /// <summary>Whether responses are stored, encrypted, unless a request says <c>store: false</c>. Default false.</summary>
    public bool Enabled { get; set; }

    /// <summary>How long a response is kept. Default 30 d.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);
}
