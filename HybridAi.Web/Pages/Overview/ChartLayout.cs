using System.Globalization;
using HybridAi.Client.Usage;

namespace HybridAi.Web.Pages.Overview;

/// <summary>Where the bars of the requests chart stand, in the units of its view box.</summary>
internal sealed class ChartLayout
{
    public const double Width = 960;
    public const double Height = 220;
    private const double Left = 44;
    private const double Right = 8;
    private const double Top = 10;
    private const double Bottom = 26;
    private const double MinFailedHeight = 2.5;

    public ChartLayout(IReadOnlyList<UsageSliceDocument> series)
    {
        var most = series.Count == 0 ? 0 : series.Max(slice => slice.Requests);
        Step = NiceStep(most);
        Max = Math.Max(Step, (most + Step - 1) / Step * Step);
        var width = (Width - Left - Right) / Math.Max(1, series.Count);
        Bars = [.. series.Select((slice, index) => ToBar(slice, Left + width * index, width))];
    }

    /// <summary>The value at the top of the scale.</summary>
    public long Max { get; }

    /// <summary>From one line of the grid to the next.</summary>
    public long Step { get; }

    public IReadOnlyList<Bar> Bars { get; }

    public IEnumerable<(long Value, double Y)> Grid
    {
        get
        {
            for (var value = 0L; value <= Max; value += Step)
                yield return (value, Y(value));
        }
    }

    /// <summary>Bars that carry a time below: about six, from the first on.</summary>
    public IEnumerable<Bar> Labelled => Bars.Where((_, index) => index % Math.Max(1, Bars.Count / 6) == 0);

    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private Bar ToBar(UsageSliceDocument slice, double x, double width)
    {
        var top = Y(slice.Requests);
        // A single failure among thousands must still be seen.
        var failedTop = slice.Failed == 0 ? Y(0) : Math.Min(Y(slice.Failed), Y(0) - MinFailedHeight);
        var gap = Math.Min(2, width * 0.2);
        return new Bar(slice, x + gap / 2, width - gap, failedTop, Y(0) - failedTop, top, Math.Max(0, failedTop - top));
    }

    private double Y(long value) => Top + (Height - Top - Bottom) * (1 - value / (double)Max);

    /// <summary>1, 2 or 5 times a power of ten, so that there are about four lines.</summary>
    private static long NiceStep(long most)
    {
        var power = 1L;
        while (true)
        {
            foreach (var factor in (ReadOnlySpan<long>)[1, 2, 5])
            {
                if (factor * power * 4 >= most)
                    return factor * power;
            }
            power *= 10;
        }
    }

    /// <summary>One slice of time: what failed at the bottom, the rest on top of it.</summary>
    internal sealed record Bar(
        UsageSliceDocument Slice, double X, double Width, double FailedY, double FailedHeight, double OtherY, double OtherHeight);
}
