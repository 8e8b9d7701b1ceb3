namespace HybridAi.Benchmarks.Suite;

/// <summary>What <c>--only</c> can name.</summary>
internal static class ScenarioNames
{
    public const string Chat = "chat";
    public const string Stream = "stream";
    public const string Single = "single";
    public const string Open = "open";
    public const string First = "first";
    public const string Translated = "translated";
    public const string TranslatedStream = "translated-stream";
    public const string Hit = "hit";
    public const string HitLatency = "hit-latency";
    public const string Miss = "miss";
    public const string Failover = "failover";
    public const string Streams = "streams";
    public const string Start = "start";

    public static readonly IReadOnlyList<string> All = [Chat, Stream, Translated, TranslatedStream, Single, Open, First, Hit, HitLatency, Miss, Failover, Streams, Start];

    /// <summary>Those that the gateway with the answer cache on is for, and no other gateway.</summary>
    public static readonly IReadOnlyList<string> Cached = [Hit, HitLatency, Miss];

    public static readonly IReadOnlyList<string> Requests = [Chat, Stream, Translated, TranslatedStream, Open];

    public static readonly IReadOnlyList<string> Quick = [Chat, Stream, Translated, TranslatedStream, Open, First, Hit, HitLatency, Miss, Failover, Streams, Start];
}
