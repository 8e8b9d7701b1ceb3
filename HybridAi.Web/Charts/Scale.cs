namespace HybridAi.Web.Charts;

/// <summary>A vertical scale from zero on with round numbers.</summary>
public sealed record Scale
{
    private const int MostLines = 4;

    private Scale(double step, int steps) => (Step, Max, Steps) = (step, step * steps, steps);

    /// <summary>From one line to the next.</summary>
    public double Step { get; }

    /// <summary>The value at the top.</summary>
    public double Max { get; }

    /// <summary>How many lines there are above zero.</summary>
    public int Steps { get; }

    /// <summary>The values of the lines, the greatest first.</summary>
    public IEnumerable<double> Lines => Enumerable.Range(0, Steps + 1).Select(index => Step * (Steps - index));

    /// <summary>The scale for values up to <paramref name="most"/>: steps are 1, 2 or 5 times a power of ten.</summary>
    /// <param name="most">The greatest value.</param>
    /// <param name="whole">Whether there is nothing between whole numbers.</param>
    public static Scale Of(double most, bool whole)
    {
        if (most <= 0)
            return new Scale(1, 1);
        var power = Math.Pow(10, Math.Floor(Math.Log10(most / MostLines)));
        if (whole)
            power = Math.Max(1, power);
        // Powers of ten are not exact below one: a value that is a line's own must not need a line more.
        var step = power;
        foreach (var factor in (ReadOnlySpan<double>)[1, 2, 5, 10])
        {
            step = factor * power;
            if (step * MostLines >= most * (1 - 1e-9))
                break;
        }

        return new Scale(step, Math.Max(1, (int)Math.Ceiling(most / step * (1 - 1e-9))));
    }
}
