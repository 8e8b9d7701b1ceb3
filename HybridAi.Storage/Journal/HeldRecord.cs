using HybridAi.Core.Usage;

namespace HybridAi.Storage.Journal;

/// <summary>A record that could not be appended and waits in memory, and whoever waits for it.</summary>
internal sealed record HeldRecord(UsageRecord Record, TaskCompletionSource<bool> Done);
