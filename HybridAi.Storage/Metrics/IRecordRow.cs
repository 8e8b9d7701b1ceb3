using HybridAi.Core.Usage;

namespace HybridAi.Storage.Metrics;

/// <summary>The row that a reader of usage records stands on.</summary>
internal interface IRecordRow
{
    /// <summary>A number that every record has.</summary>
    long Number(int column);

    /// <summary>A number that records may lack.</summary>
    long? NumberOrNull(int column);

    /// <summary>A text, or null.</summary>
    string? Text(int column);

    /// <summary>An id as rollups have it, on both databases the same text; or null.</summary>
    string? Id(int column);

    /// <summary>The organization's id.</summary>
    Guid Organization(int column);

    /// <summary>How a request ended.</summary>
    UsageOutcome Outcome(int column);
}
