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
    public const string Failover = "failover";
    public const string Streams = "streams";
    public const string Start = "start";

    public static readonly IReadOnlyList<string> All = [Chat, Stream, Translated, TranslatedStream, Single, Open, First, Failover, Streams, Start];

    public static readonly IReadOnlyList<string> Requests = [Chat, Stream, Translated, TranslatedStream, Open];

    public static readonly IReadOnlyList<string> Quick = [Chat, Stream, Translated, TranslatedStream, Open, First, Failover, Streams, Start];
}
