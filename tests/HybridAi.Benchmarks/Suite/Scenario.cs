using HybridAi.Benchmarks.Load;
using HybridAi.Benchmarks.Upstream;

namespace HybridAi.Benchmarks.Suite;

/// <summary>One kind of load that every subject gets in every round.</summary>
/// <param name="Name">For <c>--only</c>.</param>
/// <param name="Title">Over its table.</param>
/// <param name="Stream">Whether answers are streamed.</param>
/// <param name="Script">How the upstream streams them.</param>
/// <param name="Connections">The client's connections.</param>
/// <param name="PerSecond">Rate of an open loop, or null: a closed loop.</param>
/// <param name="Cached">Whether the gateway with the answer cache is the one that is measured.</param>
/// <param name="Translated">Whether the gateway is asked in Anthropic's dialect, which it has to translate; the others as ever.</param>
internal sealed record Scenario(string Name, string Title, bool Stream, StreamScript Script, int Connections, int? PerSecond = null, bool Translated = false, bool Cached = false)
{
    public Task<LoadResult> LoadAsync(ConnectionPool pool, RequestSet requests, ExpectedAnswer expected, TimeSpan length, CancellationToken stop) =>
        PerSecond is { } rate
            ? OpenLoop.RunAsync(pool, requests, expected, rate, length, stop)
            : ClosedLoop.RunAsync(pool, requests, expected, length, stop);

    /// <summary>The open loop sends little and its 99th percentile needs more.</summary>
    public TimeSpan LengthOf(TimeSpan slice) => PerSecond is null ? slice : 2 * slice;

    /// <summary>Whether no request is the same as one before.</summary>
    public bool Distinct => Name == ScenarioNames.Miss;

    public static IReadOnlyList<Scenario> All(SuiteOptions options) =>
    [
        new(ScenarioNames.Chat, $"Chat, closed loop, {options.Connections} connections", false, StreamScript.Default, options.Connections),
        new(ScenarioNames.Stream, $"Streamed chat ({StreamScript.Default.Chunks} chunks, unpaced), closed loop, {options.Connections} connections", true, StreamScript.Default, options.Connections),
        new(ScenarioNames.Translated, $"Chat, translated (Anthropic's dialect, OpenAI's format), closed loop, {options.Connections} connections", false, StreamScript.Default, options.Connections, Translated: true),
        new(ScenarioNames.TranslatedStream, $"Streamed chat, translated, closed loop, {options.Connections} connections", true, StreamScript.Default, options.Connections, Translated: true),
        new(ScenarioNames.Single, "Chat, closed loop, 1 connection", false, StreamScript.Default, Connections: 1),
        new(ScenarioNames.Open, $"Chat, open loop, {options.Rate:#,0} requests a second", false, StreamScript.Default, Connections: 32, options.Rate),
        new(ScenarioNames.Hit, $"Chat from the answer cache, closed loop, {options.Connections} connections", false, StreamScript.Default, options.Connections, Cached: true),
        new(ScenarioNames.HitLatency, $"Chat from the answer cache, open loop, {options.Rate:#,0} requests a second", false, StreamScript.Default, Connections: 32, options.Rate, Cached: true),
        new(ScenarioNames.Miss, $"Chat that is not in the answer cache and comes into it, closed loop, {options.Connections} connections", false, StreamScript.Default, options.Connections, Cached: true),
        new(ScenarioNames.First, "First byte of a stream, 4 at once, first content after 3 ms", true, FirstByteScript, Connections: 4),
    ];

    private static StreamScript FirstByteScript => new(Chunks: 2, TimeSpan.FromMilliseconds(3), TimeSpan.Zero, Stamped: true);
}
