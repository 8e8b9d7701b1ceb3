using System.ComponentModel.DataAnnotations;
using HybridAi.Core.Configuration;

namespace HybridAi.Core.Idempotency;

/// <summary>Requests with an <c>Idempotency-Key</c>. Configuration section <c>Idempotency</c>.</summary>
public sealed class IdempotencyOptions
{
    /// <summary>Whether the header is honoured. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How long an answer is kept; 1 s to 30 d. Default 24 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The largest answer that is kept. Default 1 MiB.</summary>
    public ByteSize MaxAnswerSize { get; set; } = new(1024 * 1024);
}
