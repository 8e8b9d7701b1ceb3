using System.Globalization;
using System.Text;

namespace HybridAi.Web.Charts;

/// <summary>
/// Where the lines and bars of a chart are, in the units of its view box: ten wide a slice, <see cref="Height"/> high. The browser stretches it to the room there is; the words around it
/// are text of the page, so that they never shrink.
/// </summary>
internal sealed class ChartGeometry(int slices, Scale scale)
{
    public const int SliceWidth = 10;
    public const int Height = 200;

    // A single failure among thousands must still be seen.
    private const double LeastHeight = 2.5;

    public int Width => Math.Max(1, slices) * SliceWidth;

    /// <summary>The lines across, without that at zero.</summary>
    public string Grid => string.Concat(scale.Lines.SkipLast(1).Select(value => $"M0 {Number(Y(value))}H{Width}"));

    /// <summary>Bars that stand on top of those in <paramref name="below"/>.</summary>
    public string Bars(IReadOnlyList<double?> values, IReadOnlyList<double?>? below = null)
    {
        var path = new StringBuilder();
        for (var index = 0; index < slices; index++)
        {
            if (values[index] is not > 0)
                continue;
            var foot = below?[index] is > 0 and var under ? Math.Min(Y(under), Height - LeastHeight) : Height;
            var top = Math.Min(Y(values[index]!.Value + (below?[index] ?? 0)), foot - LeastHeight);
            path.Append(CultureInfo.InvariantCulture, $"M{index * SliceWidth + 1} {Number(foot)}V{Number(top)}h{SliceWidth - 2}V{Number(foot)}z");
        }

        return path.ToString();
    }

    /// <summary>A line through the middle of the slices, with gaps where there is no value. One between two gaps is a dash.</summary>
    public string Line(IReadOnlyList<double?> values)
    {
        var path = new StringBuilder();
        for (var index = 0; index < slices; index++)
        {
            if (values[index] is not { } value)
                continue;
            var (x, y) = (index * SliceWidth + SliceWidth / 2, Number(Y(value)));
            var continues = index > 0 && values[index - 1] is not null;
            if (!continues && (index + 1 == slices || values[index + 1] is null))
                path.Append(CultureInfo.InvariantCulture, $"M{x - 3} {y}h6");
            else
                path.Append(CultureInfo.InvariantCulture, $"{(continues ? 'L' : 'M')}{x} {y}");
        }

        return path.ToString();
    }

    public double Y(double value) => Height * (1 - value / scale.Max);

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
