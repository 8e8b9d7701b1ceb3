namespace HybridAi.Core.Costs;

/// <summary>A price made ready for arithmetic: nano-dollars per token of each class, with the classes' defaults filled in.</summary>
internal sealed class TokenRates
{
    private readonly decimal? _input, _cachedInput, _cacheWrite, _cacheWrite1h, _audioInput, _output, _reasoning, _audioOutput, _imageOutput;
    private readonly (long Above, TokenRates Rates)[] _tiers;
    private readonly double _inputUsd, _cachedInputUsd, _outputUsd;

    public TokenRates(ModelPrice price)
        : this(price, null)
    {
        _tiers = [.. price.Tiers.OrderByDescending(tier => tier.AboveInputTokens).Select(tier => (tier.AboveInputTokens, new TokenRates(tier, price)))];
    }

    private TokenRates(ModelPrice price, ModelPrice? fallback)
    {
        // A tier that raises the input and does not name the cached input means the raised input, not the lower tier's cached one.
        _input = PerToken(price.Input ?? fallback?.Input);
        _cachedInput = PerToken(price.CachedInput ?? price.Input ?? fallback?.CachedInput) ?? _input;
        _cacheWrite = PerToken(price.CacheWrite ?? price.Input ?? fallback?.CacheWrite) ?? _input;
        _cacheWrite1h = PerToken(price.CacheWrite1h ?? price.CacheWrite ?? price.Input ?? fallback?.CacheWrite1h) ?? _cacheWrite;
        _audioInput = PerToken(price.AudioInput ?? price.Input ?? fallback?.AudioInput) ?? _input;
        _output = PerToken(price.Output ?? fallback?.Output);
        _reasoning = PerToken(price.Reasoning ?? price.Output ?? fallback?.Reasoning) ?? _output;
        _audioOutput = PerToken(price.AudioOutput ?? price.Output ?? fallback?.AudioOutput) ?? _output;
        _imageOutput = PerToken(price.ImageOutput ?? price.Output ?? fallback?.ImageOutput) ?? _output;
        _tiers = [];
        (_inputUsd, _cachedInputUsd, _outputUsd) = (Approximate(_input), Approximate(_cachedInput), Approximate(_output));
    }

    /// <summary>About as much in US dollars, to compare by; infinite if the price of what there is any of is not known.</summary>
    public double Estimate(double input, double cachedInput, double output)
    {
        foreach (var (above, rates) in _tiers)
        {
            if (input + cachedInput > above)
                return rates.Estimate(input, cachedInput, output);
        }

        return Part(input, _inputUsd) + Part(cachedInput, _cachedInputUsd) + Part(output, _outputUsd);
    }

    /// <summary>Adds up all classes exactly, takes a share and rounds once.</summary>
    public Cost? CostOf(in TokenUsage usage, decimal share)
    {
        if (_tiers.Length > 0)
        {
            var totalInput = usage.TotalInput;
            foreach (var (above, rates) in _tiers)
            {
                if (totalInput > above)
                    return rates.CostOf(usage, share);
            }
        }

        var nanoDollars = 0m;
        var known = Add(ref nanoDollars, usage.Input, _input)
            & Add(ref nanoDollars, usage.CachedInput, _cachedInput)
            & Add(ref nanoDollars, usage.CacheWrite, _cacheWrite)
            & Add(ref nanoDollars, usage.CacheWrite1h, _cacheWrite1h)
            & Add(ref nanoDollars, usage.AudioInput, _audioInput)
            & Add(ref nanoDollars, usage.ImageInput, _input)
            & Add(ref nanoDollars, usage.Output, _output)
            & Add(ref nanoDollars, usage.Reasoning, _reasoning)
            & Add(ref nanoDollars, usage.AudioOutput, _audioOutput)
            & Add(ref nanoDollars, usage.ImageOutput, _imageOutput);
        return known ? Cost.FromNanoDollars(nanoDollars * share) : null;
    }

    private static bool Add(ref decimal sum, long tokens, decimal? rate)
    {
        if (tokens == 0)
            return true;
        sum += tokens * rate.GetValueOrDefault();
        return rate.HasValue;
    }

    private static double Part(double tokens, double rate) => tokens > 0 ? tokens * rate : 0;

    private static double Approximate(decimal? nanoDollars) => nanoDollars is { } known ? (double)known / 1e9 : double.PositiveInfinity;

    // USD per 1,000,000 tokens = 1,000 nano-dollars per token.
    private static decimal? PerToken(decimal? usdPerMillion) => usdPerMillion * 1_000m;
}
