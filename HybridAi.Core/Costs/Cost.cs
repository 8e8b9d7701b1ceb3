using System.Globalization;

namespace HybridAi.Core.Costs;

/// <summary>An amount of money as it is stored: whole nano-dollars (10⁻⁹ USD), so that sums are exact everywhere.</summary>
/// <param name="NanoDollars">The amount; up to about ±9.2 billion USD.</param>
public readonly record struct Cost(long NanoDollars)
{
    /// <summary>Nothing.</summary>
    public static readonly Cost Zero;

    /// <summary>The amount in US dollars.</summary>
    public decimal Usd => NanoDollars / 1_000_000_000m;

    /// <summary>Rounds an amount to whole nano-dollars, halves away from zero: the one rounding between prices and what is stored.</summary>
    /// <param name="usd">The amount in US dollars.</param>
    /// <exception cref="OverflowException">It is beyond the range of <see cref="NanoDollars"/>.</exception>
    public static Cost FromUsd(decimal usd) => FromNanoDollars(usd * 1_000_000_000m);

    /// <summary>Rounds an amount to whole nano-dollars, halves away from zero.</summary>
    /// <param name="nanoDollars">The amount in nano-dollars.</param>
    /// <exception cref="OverflowException">It is beyond the range of <see cref="NanoDollars"/>.</exception>
    public static Cost FromNanoDollars(decimal nanoDollars) =>
        new(decimal.ToInt64(decimal.Round(nanoDollars, 0, MidpointRounding.AwayFromZero)));

    /// <summary>Adds two amounts.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">The other.</param>
    /// <exception cref="OverflowException">The sum is out of range.</exception>
    public static Cost operator +(Cost a, Cost b) => new(checked(a.NanoDollars + b.NanoDollars));

    /// <summary>US dollars in plain decimal notation without trailing zeros, such as <c>0.00012345</c>.</summary>
    public override string ToString() => Usd.ToString("0.#########", CultureInfo.InvariantCulture);
}
