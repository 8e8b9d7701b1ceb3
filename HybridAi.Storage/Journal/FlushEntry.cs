using HybridAi.Core.Usage;

namespace HybridAi.Storage.Journal;

/// <summary>A frame that is appended and waits to be on the medium.</summary>
/// <param name="Record">What it holds.</param>
/// <param name="IsRecord">Whether it is a record, not a marker.</param>
/// <param name="ClosesOnFailure">Whether the request is given up if the flush fails: this is its first marker.</param>
internal readonly record struct FlushEntry(UsageRecord Record, bool IsRecord, bool ClosesOnFailure);
