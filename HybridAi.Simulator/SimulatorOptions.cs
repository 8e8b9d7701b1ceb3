namespace HybridAi.Simulator;

/// <summary>How a Simulator is started. Binds from the configuration section <c>Simulator</c>.</summary>
public sealed class SimulatorOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "Simulator";

    /// <summary>Addresses to listen on. Default <c>http://127.0.0.1:0</c>: loopback, a port that is free.</summary>
    public IList<string> Urls { get; } = [];

    /// <summary>The same seed gives the same answers. Default 1.</summary>
    public long Seed { get; set; } = 1;

    /// <summary>Scripts at start, by provider name, as the JSON of <c>PUT /_sim/{provider}</c>.</summary>
    public IDictionary<string, string> Scripts { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Reads the section: <c>Urls</c> (a list, or one text with semicolons), <c>Seed</c>, and <c>Scripts:{provider}</c> (a
    /// JSON text, or the script's own properties).</summary>
    /// <param name="section">The section <c>Simulator</c>.</param>
    /// <exception cref="InvalidOperationException">A value cannot be read; the message names its key.</exception>
    public static SimulatorOptions From(IConfigurationSection section)
    {
        var options = new SimulatorOptions();
        var urls = section["Urls"]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            ?? section.GetSection("Urls").GetChildren().Select(url => url.Value ?? "");
        foreach (var url in urls)
            options.Urls.Add(url);
        if (section["Seed"] is { } seed)
        {
            options.Seed = long.TryParse(seed, System.Globalization.CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new InvalidOperationException($"{section.Path}:Seed: '{seed}' is not a whole number.");
        }

        foreach (var script in section.GetSection("Scripts").GetChildren())
            options.Scripts[script.Key] = script.Value ?? HybridAi.Simulator.Scripts.ConfiguredScript.ToJson(script);
        return options;
    }
}
