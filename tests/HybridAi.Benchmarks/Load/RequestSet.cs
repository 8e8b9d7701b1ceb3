using System.Globalization;
using System.Text;

namespace HybridAi.Benchmarks.Load;

/// <summary>Ready-made requests that differ by API key only, taken in turn.</summary>
internal sealed class RequestSet
{
    private const int BodyLength = 470;

    private const int NumberLength = 12;

    private readonly byte[][] _requests;
    private readonly long _seed;
    private readonly int _number;
    private long _next;

    /// <param name="requests">The requests.</param>
    /// <param name="stream">Whether they ask for streams.</param>
    /// <param name="number">How far from the end a number stands that makes each of them another; 0: none does.</param>
    private RequestSet(byte[][] requests, bool stream, int number = 0)
    {
        (_requests, _number) = (requests, number);
        Stream = stream;
        // Another run's questions are no repetitions of this one's.
        _seed = Random.Shared.NextInt64(100_000_000_000);
    }

    public bool Stream { get; }

    public static RequestSet Chat(IEnumerable<string> keys, bool stream, string model = "bench-model") => Of("/v1/chat/completions", keys, Body(stream, model), stream);

    /// <summary>The same in Anthropic's dialect.</summary>
    public static RequestSet Messages(IEnumerable<string> keys, bool stream) => Of("/v1/messages", keys, MessagesBody(stream), stream);

    private static RequestSet Of(string path, IEnumerable<string> keys, string body, bool stream) =>
        new([.. keys.Select(key => Encoding.ASCII.GetBytes(Head(path, key, body.Length) + body))], stream);

    /// <summary>Questions that differ by a number.</summary>
    public static RequestSet Distinct(IEnumerable<string> keys)
    {
        var body = Body(stream: false, "bench-model");
        const string Tail = "\"}]}";
        return new([.. keys.Select(key => Encoding.ASCII.GetBytes(Head("/v1/chat/completions", key, body.Length) + body))], stream: false, Tail.Length + NumberLength);
    }

    public ReadOnlyMemory<byte> Next()
    {
        var next = Interlocked.Increment(ref _next);
        var request = _requests[(ulong)next % (ulong)_requests.Length];
        if (_number == 0)
            return request;
        var distinct = request.AsSpan().ToArray();
        (_seed + next).TryFormat(distinct.AsSpan(distinct.Length - _number, NumberLength), out _, "D12", CultureInfo.InvariantCulture);
        return distinct;
    }

    private static string Head(string path, string key, int length) => string.Join("\r\n",
        $"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Accept: application/json",
        "User-Agent: HybridAi-Benchmarks",
        "Authorization: Bearer " + key,
        "Content-Type: application/json",
        $"Content-Length: {length}",
        "\r\n");

    /// <summary>Does not ask for usage, as most callers do not: a gateway that meters must ask for it itself and take it out again.</summary>
    private static string Body(bool stream, string model)
    {
        var options = stream ? "\"stream\":true," : "";
        return Fill($$"""{"model":"{{model}}",{{options}}"temperature":0.2,"max_tokens":256,"messages":[{"role":"system","content":"You are a terse assistant."},{"role":"user","content":" """);
    }

    private static string MessagesBody(bool stream)
    {
        var options = stream ? "\"stream\":true," : "";
        return Fill($$"""{"model":"bench-model",{{options}}"temperature":0.2,"max_tokens":256,"system":"You are a terse assistant.","messages":[{"role":"user","content":" """);
    }

    private static string Fill(string head)
    {
        const string Question = "What does a gateway in front of the providers of language models do for an application, and what should it cost? ";
        const string Tail = "\"}]}";
        var room = BodyLength - head.Length - Tail.Length;
        var text = string.Concat(Enumerable.Repeat(Question, 5))[..room];
        return head + text + Tail;
    }
}
