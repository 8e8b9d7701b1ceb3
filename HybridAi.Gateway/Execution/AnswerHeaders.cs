using HybridAi.Core.Costs;
using HybridAi.Core.Idempotency;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Inference;
using HybridAi.Gateway.Recording;
using HybridAi.Providers.Wire;
using Microsoft.Extensions.Primitives;

namespace HybridAi.Gateway.Execution;

/// <summary>The headers that tell a caller what the gateway did.</summary>
internal static class AnswerHeaders
{
    private const int MostNames = 64;
    private const int LongestName = 128;

    private static readonly StringValues True = new("true");
    private static readonly StringValues[] SmallNumbers = [.. Enumerable.Range(0, 10).Select(number => new StringValues(number.ToString(System.Globalization.CultureInfo.InvariantCulture)))];

    /// <summary>The request's id, on every answer; also by the name that OpenAI's or Anthropic's clients log.</summary>
    public static void WriteId(IHeaderDictionary headers, Guid id, InferenceApi api)
    {
        var text = new StringValues(id.ToString("D"));
        headers["x-hybridai-request-id"] = text;
        headers[api is InferenceApi.Messages or InferenceApi.CountTokens ? "request-id" : "x-request-id"] = text;
    }

    /// <summary>The cost in US dollars, or <c>unknown</c>.</summary>
    public static void WriteCost(IHeaderDictionary headers, Cost? cost) =>
        headers["x-hybridai-cost"] = cost is { } known ? known.ToString() : "unknown";

    /// <summary>Headers of an answer.</summary>
    public static void Write(Exchange exchange, Deployment deployment, IReadOnlyList<string>? dropped)
    {
        var headers = exchange.Http.Response.Headers;
        WriteDecision(headers, exchange);
        Write(headers, AnswerSource.Of(exchange, deployment), dropped);
    }

    /// <summary>Headers of an answer that is given again.</summary>
    public static void WriteReplay(Exchange exchange, ClaimResult replay)
    {
        var response = exchange.Http.Response;
        WriteDecision(response.Headers, exchange);
        foreach (var (name, value) in replay.Answer!.Headers)
            response.Headers[name] = value;
        response.Headers["x-hybridai-idempotent-replay"] = True;
        response.Headers["x-hybridai-original-request-id"] = replay.RequestId.ToString("D");
        WriteCost(response.Headers, Cost.Zero);
        response.ContentType = replay.Answer.ContentType;
    }

    /// <summary>Headers of an answer that was made for somebody else.</summary>
    public static void WriteShared(Exchange exchange, in AnswerSource source, IReadOnlyList<string>? dropped, string contentType)
    {
        var response = exchange.Http.Response;
        WriteDecision(response.Headers, exchange);
        Write(response.Headers, source, dropped is { Count: > 0 } ? dropped : null);
        WriteCost(response.Headers, Cost.Zero);
        response.ContentType = contentType;
        if (exchange.Streamed)
            response.Headers.CacheControl = "no-cache";
    }

    /// <summary>Names of fields that only the caller knows: they may be many, long, and of any script.</summary>
    public static string Names(IReadOnlyList<string> dropped)
    {
        var names = dropped.Take(MostNames).Select(name => Visible(name.Length <= LongestName ? name : name[..LongestName]).Replace(",", "%2C", StringComparison.Ordinal));
        return dropped.Count <= MostNames ? string.Join(", ", names) : string.Join(", ", names.Append($"and {dropped.Count - MostNames} more"));
    }

    /// <summary>Headers of any answer to a caller that is known, errors too.</summary>
    public static void WriteDecision(IHeaderDictionary headers, Exchange exchange)
    {
        headers["x-hybridai-cache"] = exchange.CacheStatus;
        headers["x-hybridai-attempts"] = exchange.Attempts < SmallNumbers.Length
            ? SmallNumbers[exchange.Attempts] : exchange.Attempts.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (exchange.Route.Length > 0)
            headers["x-hybridai-route"] = exchange.Route;
        if (exchange.BudgetStatus is { } budget)
            headers["x-hybridai-budget"] = budget;
        if (exchange.Hedge is { } hedge)
            headers["x-hybridai-hedge"] = hedge.Status;
    }

    private static void Write(IHeaderDictionary headers, in AnswerSource source, IReadOnlyList<string>? dropped)
    {
        headers["x-hybridai-provider"] = Visible(source.Provider);
        headers["x-hybridai-model"] = Visible(source.Model);
        if (source.Simulated)
            headers["x-hybridai-simulated"] = True;
        if (dropped is not null)
            headers["x-hybridai-dropped"] = Names(dropped);
    }

    // A caller can name a model of a provider that takes any name in any script; a header carries visible ASCII.
    private static string Visible(string text) => text.AsSpan().ContainsAnyExceptInRange('!', '~')
        ? Uri.EscapeDataString(text).Replace("%2F", "/", StringComparison.Ordinal).Replace("%20", " ", StringComparison.Ordinal).Trim()
        : text;
}
