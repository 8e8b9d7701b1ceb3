using HybridAi.Web.Formatting;

namespace HybridAi.Web.Charts;

/// <summary>What the values of a chart are, and how they are written.</summary>
/// <param name="Name">The unit, for people who do not see the axis.</param>
/// <param name="Write">Writes a value.</param>
/// <param name="Whole">Whether there is nothing between whole numbers.</param>
public sealed record ChartUnit(string Name, Func<double, string> Write, bool Whole = false)
{
    /// <summary>How many.</summary>
    public static readonly ChartUnit Count = new("count", value => Text.Count((long)value), Whole: true);

    /// <summary>US dollars.</summary>
    public static readonly ChartUnit Usd = new("US dollars", value => Text.Usd((decimal)value));

    /// <summary>How long.</summary>
    public static readonly ChartUnit Milliseconds = new("milliseconds", value => value == 0 ? "0" : Text.Milliseconds(value));

    /// <summary>Shares, 0 to 1.</summary>
    public static readonly ChartUnit Share = new("percent", value => Text.Share((decimal)value));
}
