using System.Globalization;
using System.Text.Json;
using HybridAi.Core.Configuration;
using HybridAi.Core.Routing.Auto;
using HybridAi.Core.Routing.Strategies;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Inference;

/// <summary>Reads request options. The body wins over headers; an unknown or invalid option is an error, so that a typing mistake is noticed.</summary>
internal static class RequestOptionsReader
{
    private const string Known = "strategy, provider, region, tags, task, quality, user, session, cache, experiment, prompt, variables, max-cost, timeout, hedge";
    private const int MostTags = 16;
    private const int LongestLabel = 64;
    private const int LongestId = 128;

    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(1);

    /// <summary>Reads the options of a request.</summary>
    /// <returns>The options, or null and what is wrong with which.</returns>
    public static RequestOptions? TryRead(IHeaderDictionary headers, BodyScan scan, out string? error, out string? param)
    {
        (error, param) = (null, null);
        var options = RequestOptions.None;
        foreach (var header in headers)
        {
            if (header.Key.StartsWith(RequestOptionNames.HeaderPrefix, StringComparison.OrdinalIgnoreCase))
            {
                var name = header.Key[RequestOptionNames.HeaderPrefix.Length..].ToLowerInvariant();
                param = RequestOptionNames.HeaderPrefix + Shorten(name);
                options = Apply(options, name, header.Value.ToString(), out error);
                if (error is not null)
                    return null;
            }
        }

        if (!scan.TryFind(BodyField.HybridAi, out var field) || field.Type == JsonTokenType.Null)
            return options;
        try
        {
            options = ReadBody(options, scan.ValueOf(field), out error, out param);
        }
        catch (InvalidOperationException)
        {
            (error, param) = ("A text in 'hybridai' is not valid Unicode.", "hybridai");
        }

        return error is null ? options : null;
    }

    private static RequestOptions ReadBody(RequestOptions options, ReadOnlySpan<byte> value, out string? error, out string? param)
    {
        (error, param) = (null, "hybridai");
        var reader = new Utf8JsonReader(value, new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth });
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            error = "'hybridai' must be an object of options.";
            return options;
        }

        var seen = new HashSet<string>();
        foreach (var option in document.RootElement.EnumerateObject())
        {
            param = RequestOptionNames.BodyPrefix + Shorten(option.Name);
            var name = RequestOptionNames.Normalize(option.Name);
            if (!seen.Add(name))
                error = $"'{param}' is there twice.";
            else if (TextOf(name, option.Value) is not { } text)
                error = $"'{param}' must be a text{(name == "tags" ? " or a list of texts without commas" : name == "max-cost" ? " or a number" : name == "hedge" ? " or true or false" : "")}.";
            else
                options = Apply(options, name, text, out error);
            if (error is not null)
                return options;
        }

        return options;
    }

    private static string? TextOf(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number when name == "max-cost" => value.GetRawText(),
        JsonValueKind.True when name == "hedge" => "true",
        JsonValueKind.False when name == "hedge" => "false",
        JsonValueKind.Array when name == "tags" && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String && !item.GetString()!.Contains(',')) =>
            string.Join(',', value.EnumerateArray().Select(item => item.GetString())),
        _ => null,
    };

    private static RequestOptions Apply(RequestOptions options, string name, string text, out string? error)
    {
        error = null;
        switch (name)
        {
            case "strategy":
                error = StrategyNames.All.Contains(text) ? null : $"The option 'strategy' must be one of {StrategyNames.List}.";
                return options with { Strategy = text };
            case "provider":
                return options with { Provider = Label(name, text, LongestLabel, out error) };
            case "region":
                return options with { Region = Label(name, text, LongestLabel, out error) };
            case "tags":
                return options with { Tags = Tags(text, out error) };
            case "task":
                return options with { Task = Label(name, text, LongestLabel, out error) };
            case "quality":
                error = QualityLevels.Find(text) is null ? $"The option 'quality' must be one of {QualityLevels.List}." : null;
                return options with { Quality = QualityLevels.Find(text) };
            case "user":
                return options with { User = Label(name, text, LongestId, out error) };
            case "session":
                return options with { Session = Label(name, text, LongestId, out error) };
            case "cache":
                error = CacheModes.Find(text) is null ? $"The option 'cache' must be one of {CacheModes.List}." : null;
                return options with { Cache = CacheModes.Find(text) };
            case "max-cost":
                // Exponents too: that is how clients write small numbers in JSON.
                error = decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var cost)
                    ? null : "The option 'max-cost' must be an amount of US dollars such as 0.05.";
                return options with { MaxCost = cost };
            case "timeout":
                error = DurationText.TryParse(text, out var timeout) && timeout >= ShortestTimeout && timeout <= LongestTimeout
                    ? null : $"The option 'timeout' must be {DurationText.Accepted}, between 10ms and 1d.";
                return options with { Timeout = timeout };
            case "hedge":
                error = bool.TryParse(text, out var hedge) ? null : "The option 'hedge' must be true or false.";
                return options with { Hedge = hedge };
            case "experiment":
                error = $"There is no experiment '{Shorten(text)}'.";
                return options;
            case "prompt" or "variables":
                error = "There is no prompt template of that name.";
                return options;
            default:
                error = $"There is no option '{Shorten(name)}'. The options are {Known}.";
                return options;
        }
    }

    // What a caller sent goes back to it in an error, but not by the megabyte.
    private static string Shorten(string text) => text.Length <= LongestLabel ? text : $"{text[..LongestLabel]}…";

    private static string? Label(string name, string text, int longest, out string? error)
    {
        error = text.Length == 0 || text.Length > longest ? $"The option '{name}' must have 1 to {longest} characters."
            : text.Any(char.IsControl) ? $"The option '{name}' must not have control characters."
            : null;
        return text;
    }

    private static string[]? Tags(string text, out string? error)
    {
        var tags = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        error = tags.Length > MostTags || tags.Any(tag => tag.Length > LongestLabel) ? $"The option 'tags' takes at most {MostTags} tags of at most {LongestLabel} characters."
            : text.Any(char.IsControl) ? "The option 'tags' must not have control characters."
            : null;
        return tags.Length == 0 ? null : tags;
    }
}
