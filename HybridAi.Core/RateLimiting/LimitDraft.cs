using HybridAi.Core.Configuration;

namespace HybridAi.Core.RateLimiting;

/// <summary>A limit in people's words, as configuration and the management API have it. Configuration section <c>RateLimits:NAME</c>.</summary>
public sealed class LimitDraft
{
    private static readonly (string Word, LimitScope Value)[] Scopes =
    [
        ("global", LimitScope.Global), ("organization", LimitScope.Organization), ("team", LimitScope.Team), ("user", LimitScope.User), ("key", LimitScope.Key),
        ("ip", LimitScope.Ip), ("model", LimitScope.Model), ("provider", LimitScope.Provider),
    ];

    private static readonly (string Word, LimitMeasure Value)[] Measures =
        [("requests", LimitMeasure.Requests), ("tokens", LimitMeasure.Tokens), ("concurrent", LimitMeasure.Concurrent)];

    private static readonly (string Word, LimitAlgorithm Value)[] Algorithms =
        [("sliding-window", LimitAlgorithm.SlidingWindow), ("token-bucket", LimitAlgorithm.TokenBucket)];

    /// <summary>What it is counted by: <c>global</c>, <c>organization</c>, <c>team</c>, <c>user</c>, <c>key</c>, <c>ip</c>, <c>model</c> or <c>provider</c>.</summary>
    public string? Scope { get; set; }

    /// <summary>Which one (see <see cref="LimitDefinition.Target"/>); <c>each</c>, which is the default: each for itself.</summary>
    public string? Target { get; set; }

    /// <summary>What it counts: <c>requests</c> (default), <c>tokens</c> or <c>concurrent</c>.</summary>
    public string? Measure { get; set; }

    /// <summary>The most in a window, or at a time.</summary>
    public long? Limit { get; set; }

    /// <summary>The window, such as <c>1m</c>.</summary>
    public string? Window { get; set; }

    /// <summary><c>sliding-window</c> (default) or <c>token-bucket</c>.</summary>
    public string? Algorithm { get; set; }

    /// <summary>For a token bucket, the most at once. Default: the limit.</summary>
    public long? Burst { get; set; }

    /// <summary>Whether it counts. Default true.</summary>
    public bool? Enabled { get; set; }

    /// <summary>How long a request may wait for room, such as <c>5s</c>. Default: it does not wait.</summary>
    public string? MaxWait { get; set; }

    /// <summary>How many may wait at a time for one scope in one gateway. Default 100.</summary>
    public int? MaxWaiting { get; set; }

    /// <summary>The word for a scope.</summary>
    /// <param name="scope">The scope.</param>
    public static string WordOf(LimitScope scope) => Array.Find(Scopes, known => known.Value == scope).Word;

    /// <summary>The word for a measure.</summary>
    /// <param name="measure">The measure.</param>
    public static string WordOf(LimitMeasure measure) => Array.Find(Measures, known => known.Value == measure).Word;

    /// <summary>The word for an algorithm.</summary>
    /// <param name="algorithm">The algorithm.</param>
    public static string WordOf(LimitAlgorithm algorithm) => Array.Find(Algorithms, known => known.Value == algorithm).Word;

    /// <summary>Reads it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="report">Told of each problem, as <see cref="LimitDefinitionCheck.Run"/> is. If there is any, the result is not to be used.</param>
    public LimitDefinition Read(string name, Action<string, string> report)
    {
        var definition = new LimitDefinition
        {
            Name = name,
            Scope = Word("scope", Scope, Scopes, report) ?? Missing("scope", Scope, Scopes, report),
            Target = Target?.Trim() is { } target && target != LimitDefinition.Each ? target : null,
            Measure = Word("measure", Measure, Measures, report) ?? LimitMeasure.Requests,
            Amount = Limit ?? 0,
            Window = Duration("window", Window, report),
            Algorithm = Word("algorithm", Algorithm, Algorithms, report),
            Burst = Burst,
            Disabled = Enabled == false,
            MaxWait = Duration("maxWait", MaxWait, report),
            MaxWaiting = MaxWaiting,
        };
        // What was said of a text as such is not said again.
        LimitDefinitionCheck.Run(definition, (field, problem) =>
        {
            if ((field != "window" || Window is null || definition.Window is not null) && (field != "maxWait" || definition.MaxWait is not null))
                report(field, problem);
        });
        return definition;
    }

    private static T? Word<T>(string field, string? text, (string Word, T Value)[] known, Action<string, string> report)
        where T : struct
    {
        if (text is null)
            return null;
        foreach (var (word, value) in known)
        {
            if (word.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase))
                return value;
        }

        report(field, $"must be one of {string.Join(", ", known.Select(one => one.Word))}");
        return null;
    }

    private static LimitScope Missing(string field, string? text, (string Word, LimitScope Value)[] known, Action<string, string> report)
    {
        if (text is null)
            report(field, $"is required: one of {string.Join(", ", known.Select(one => one.Word))}");
        return LimitScope.Global;
    }

    private static TimeSpan? Duration(string field, string? text, Action<string, string> report)
    {
        if (text is null)
            return null;
        if (DurationText.TryParse(text, out var duration))
            return duration;
        report(field, $"must be {DurationText.Accepted}");
        return null;
    }
}
