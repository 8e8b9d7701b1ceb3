using System.Text;

namespace HybridAi.Benchmarks.Load;

/// <summary>Ready-made requests that differ by API key only, taken in turn.</summary>
internal sealed class RequestSet
{
    private const int BodyLength = 470;

    private readonly byte[][] _requests;
    private int _next;

    private RequestSet(byte[][] requests, bool stream)
    {
        _requests = requests;
        Stream = stream;
    }

    public bool Stream { get; }

    public static RequestSet Chat(IEnumerable<string> keys, bool stream, string model = "bench-model") => Of("/v1/chat/completions", keys, Body(stream, model), stream);

    /// <summary>The same in Anthropic's dialect.</summary>
    public static RequestSet Messages(IEnumerable<string> keys, bool stream) => Of("/v1/messages", keys, MessagesBody(stream), stream);

    private static RequestSet Of(string path, IEnumerable<string> keys, string body, bool stream) =>
        new([.. keys.Select(key => Encoding.ASCII.GetBytes(Head(path, key, body.Length) + body))], stream);

    public ReadOnlyMemory<byte> Next() => _requests[(uint)Interlocked.Increment(ref _next) % (uint)_requests.Length];

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
