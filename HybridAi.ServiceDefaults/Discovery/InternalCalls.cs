using System.Net;

namespace HybridAi.ServiceDefaults.Discovery;

/// <summary>
/// How one service of the product calls another, over whichever feed: by its name, each try at the next of its instances. Calls to providers are
/// no such calls: trying them again would bill them again.
/// </summary>
internal static class InternalCalls
{
    public const int MoreTries = 2;

    public static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Longer than any caller waits by itself, so that a caller sees the time-out that it knows.</summary>
    public static readonly TimeSpan LongestTry = TimeSpan.FromMinutes(2);

    public static bool IsSafe(HttpMethod method) => method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Options;

    /// <summary>Whether another instance may do better. An answer that says what is wrong with the request is an answer.</summary>
    public static bool IsWorthAnotherTry(HttpResponseMessage? answer, Exception? broken) => broken is HttpRequestException
        || answer?.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}
