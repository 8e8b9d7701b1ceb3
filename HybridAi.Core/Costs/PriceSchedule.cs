namespace HybridAi.Core.Costs;

/// <summary>A model's prices over time.</summary>
public sealed class PriceSchedule
{
    /// <summary>No price is known.</summary>
    public static readonly PriceSchedule Unknown = new([]);

    private readonly TokenRates[] _rates;
    private readonly long[] _fromTicks;

    /// <summary>Orders the prices by the day they begin to hold.</summary>
    /// <param name="prices">The prices, in any order, each beginning on another day.</param>
    public PriceSchedule(IEnumerable<ModelPrice> prices)
    {
        Prices = [.. prices.OrderBy(price => price.From ?? DateOnly.MinValue)];
        _rates = [.. Prices.Select(price => new TokenRates(price))];
        _fromTicks = [.. Prices.Select(price => (price.From ?? DateOnly.MinValue).ToDateTime(TimeOnly.MinValue).Ticks)];
    }

    /// <summary>The prices, earliest first.</summary>
    public IReadOnlyList<ModelPrice> Prices { get; }

    /// <summary>What a call costs.</summary>
    /// <param name="usage">Its tokens.</param>
    /// <param name="at">When it was made.</param>
    /// <param name="share">What part of the price it costs, such as 0.5 in a batch. Default: all of it.</param>
    /// <returns>The cost, or null if no price is known for that day or for one of the token classes used.</returns>
    public Cost? CostOf(in TokenUsage usage, DateTimeOffset at, decimal share = 1)
    {
        for (var i = _rates.Length - 1; i >= 0; i--)
        {
            if (at.UtcTicks >= _fromTicks[i])
                return _rates[i].CostOf(usage, share);
        }

        return null;
    }

    /// <summary>About what a call would cost, to compare by: a fraction of the work of <see cref="CostOf"/>, and not exact.</summary>
    /// <param name="input">Its input tokens that are not cached.</param>
    /// <param name="cachedInput">Those that are.</param>
    /// <param name="output">Its output tokens.</param>
    /// <param name="at">When it would be made.</param>
    /// <returns>US dollars; infinite if no price is known for that day or for one of the classes that there are tokens of.</returns>
    public double Estimate(double input, double cachedInput, double output, DateTimeOffset at)
    {
        for (var i = _rates.Length - 1; i >= 0; i--)
        {
            if (at.UtcTicks >= _fromTicks[i])
                return _rates[i].Estimate(input, cachedInput, output);
        }

        return double.PositiveInfinity;
    }

    /// <summary>What a call costs that is billed by search units.</summary>
    /// <param name="units">How many.</param>
    /// <param name="at">When it was made.</param>
    /// <returns>The cost, or null if no price is known for that day.</returns>
    public Cost? CostOfSearches(decimal units, DateTimeOffset at) =>
        PriceAt(at)?.Search is { } perThousand ? Cost.FromUsd(units * perThousand / 1_000m) : null;

    /// <summary>What a call costs that is billed by the duration of audio.</summary>
    /// <param name="seconds">How long it is, in seconds.</param>
    /// <param name="at">When it was made.</param>
    /// <returns>The cost, or null if no such price is known for that day.</returns>
    public Cost? CostOfAudio(decimal seconds, DateTimeOffset at) =>
        PriceAt(at)?.Minute is { } perMinute ? Cost.FromUsd(seconds * perMinute / 60m) : null;

    /// <summary>What a call costs that is billed by the characters of a text.</summary>
    /// <param name="count">How many.</param>
    /// <param name="at">When it was made.</param>
    /// <returns>The cost, or null if no such price is known for that day.</returns>
    public Cost? CostOfCharacters(long count, DateTimeOffset at) =>
        PriceAt(at)?.Characters is { } perMillion ? Cost.FromUsd(count * perMillion / 1_000_000m) : null;

    /// <summary>What a call costs that is billed by images.</summary>
    /// <param name="count">How many.</param>
    /// <param name="at">When it was made.</param>
    /// <returns>The cost, or null if no such price is known for that day.</returns>
    public Cost? CostOfImages(int count, DateTimeOffset at) =>
        PriceAt(at)?.Image is { } perImage ? Cost.FromUsd(count * perImage) : null;

    private ModelPrice? PriceAt(DateTimeOffset at)
    {
        for (var i = _fromTicks.Length - 1; i >= 0; i--)
        {
            if (at.UtcTicks >= _fromTicks[i])
                return Prices[i];
        }

        return null;
    }
}
