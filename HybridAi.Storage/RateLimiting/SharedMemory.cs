namespace HybridAi.Storage.RateLimiting;

/// <summary>
/// What Redis knows of the counters, as long as it forgets nothing. Calls name the memory that they were made for, and one that Redis does not have changes
/// nothing there: so a call from before a loss, however late, is never mistaken for one after it.
/// </summary>
/// <param name="Epoch">Redis' own name for it; 0: not known yet.</param>
/// <param name="Number">Which one it is for this process, from 1.</param>
internal sealed record SharedMemory(long Epoch, int Number)
{
    public static readonly SharedMemory Unknown = new(0, 1);

    /// <summary>Takes note of the memory that Redis has, unless another call did since this one was made: what that one heard is newer, or will soon be corrected.</summary>
    /// <param name="current">The memory that calls are made for.</param>
    /// <param name="asked">The one that the call was made for.</param>
    /// <param name="epoch">The one that Redis has.</param>
    public static void Learn(ref SharedMemory current, SharedMemory asked, long epoch) =>
        Interlocked.CompareExchange(ref current, new SharedMemory(epoch, asked.Number + 1), asked);
}
