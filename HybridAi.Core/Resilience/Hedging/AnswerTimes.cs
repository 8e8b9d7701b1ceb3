using HybridAi.Core.Metrics;

namespace HybridAi.Core.Resilience.Hedging;

/// <summary>
/// How long answers take, also where some were not waited for: those are known to have taken at least so long, and count as that. Any number of threads may use it.
/// </summary>
/// <remarks>
/// The product-limit estimate of the share that takes longer than t: of those that were still waited for at each time up to t, the share that did not end just then, multiplied
/// (E. Kaplan, P. Meier: "Nonparametric estimation from incomplete observations", JASA 1958). Without it the late attempts that hedging cuts short would be missing, and each
/// quantile would come out lower than the one before. In the buckets of <see cref="LatencyScale"/>, of which those that were given up in one count as having been waited for through half of it, as
/// in a life table (S. Cutler, F. Ederer: "Maximum utilization of the life table method in analyzing survival", J. Chronic Dis. 1958).
/// </remarks>
/// <param name="window">How far back it looks.</param>
/// <param name="time">The clock.</param>
internal sealed class AnswerTimes(TimeSpan window, TimeProvider time)
{
    private const int Slots = 10;

    private readonly SlidingWindow<Slot> _window = new(window / Slots, Slots, time, static () => new Slot());

    /// <summary>An answer came.</summary>
    public void Came(TimeSpan took) => Interlocked.Increment(ref _window.Current.Came[LatencyScale.BucketOf(took)]);

    /// <summary>One was not waited for any longer.</summary>
    public void GivenUp(TimeSpan after) => Interlocked.Increment(ref _window.Current.GivenUp[LatencyScale.BucketOf(after)]);

    /// <summary>The time within which so large a share of the answers comes.</summary>
    /// <param name="share">The share, such as 0.95.</param>
    /// <param name="least">How many answers have to have come.</param>
    /// <returns>The time, rounded up to the end of its bucket; the longest that is known if more than the rest were not waited for; null if too few came.</returns>
    public TimeSpan? Quantile(double share, int least)
    {
        Span<int> came = stackalloc int[LatencyScale.Buckets];
        Span<int> givenUp = stackalloc int[LatencyScale.Buckets];
        var (answers, waiting) = Sum(came, givenUp);
        if (answers < least)
            return null;
        var (longer, last) = (1.0, 0);
        for (var i = 0; i < came.Length && waiting > 0; i++)
        {
            if (came[i] > 0)
                longer *= 1 - (came[i] / (waiting - (givenUp[i] / 2.0)));
            waiting -= came[i] + givenUp[i];
            last = i;
            // What floating point adds to a whole number of answers is none.
            if (longer <= 1 - share + 1e-9)
                break;
        }

        return LatencyScale.EndOf(last);
    }

    private (int Answers, int All) Sum(Span<int> came, Span<int> givenUp)
    {
        var slots = new Slot[Slots];
        var (answers, all) = (0, 0);
        foreach (var slot in slots.AsSpan(0, _window.CopyTo(slots)))
        {
            for (var i = 0; i < LatencyScale.Buckets; i++)
            {
                came[i] += slot.Came[i];
                givenUp[i] += slot.GivenUp[i];
                answers += slot.Came[i];
                all += slot.Came[i] + slot.GivenUp[i];
            }
        }

        return (answers, all);
    }

    private sealed class Slot
    {
        public readonly int[] Came = new int[LatencyScale.Buckets];
        public readonly int[] GivenUp = new int[LatencyScale.Buckets];
    }
}
