using System.Buffers.Text;
using System.Text;

namespace HybridAi.Benchmarks.Upstream;

/// <summary>The upstream's answers as bytes, made once.</summary>
internal static class CannedAnswers
{
    /// <summary>Precedes the stamp in the first content of a stamped stream.</summary>
    public const string StampMark = "written-at=";

    /// <summary>Digits of a stamp: as many as the largest 64-bit number has, so that every answer has the same length.</summary>
    public const int StampDigits = 19;

    private const string Head =
        """data: {"id":"chatcmpl-bench000000000000000000000","object":"chat.completion.chunk","created":1767225600,"model":"bench-model","system_fingerprint":"fp_bench","choices":[""";

    /// <summary>A buffered chat completion of about 640 bytes.</summary>
    public static readonly byte[] Chat = Encoding.UTF8.GetBytes(
        """{"id":"chatcmpl-bench000000000000000000000","object":"chat.completion","created":1767225600,"model":"bench-model","choices":[{"index":0,"message":{"role":"assistant","content":"A gateway stands between applications and the providers of language models. It checks who is calling, picks a provider, forwards the request and notes what it cost.","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":82,"completion_tokens":31,"total_tokens":113,"prompt_tokens_details":{"cached_tokens":16,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0}},"service_tier":"default"}""");

    public static readonly byte[] Role = Event("""{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null}""");

    public static readonly byte[] Content = Event("""{"index":0,"delta":{"content":" gateway"},"logprobs":null,"finish_reason":null}],"usage":null}""");

    public static readonly byte[] Finish = Event("""{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"usage":null}""");

    public static readonly byte[] Usage = Event("""],"usage":{"prompt_tokens":82,"completion_tokens":22,"total_tokens":104,"prompt_tokens_details":{"cached_tokens":16}}}""");

    public static readonly byte[] Done = "data: [DONE]\n\n"u8.ToArray();

    private static readonly byte[] Stamped = Event(
        $$"""{"index":0,"delta":{"content":"{{StampMark}}{{new string('0', StampDigits)}}"},"logprobs":null,"finish_reason":null}],"usage":null}""");

    private static readonly int StampAt = Stamped.AsSpan().IndexOf(Encoding.UTF8.GetBytes(StampMark)) + StampMark.Length;

    public static int StampedLength => Stamped.Length;

    public static void WriteStamped(Span<byte> destination, long timestamp)
    {
        Stamped.CopyTo(destination);
        Utf8Formatter.TryFormat(timestamp, destination.Slice(StampAt, StampDigits), out _, new('D', StampDigits));
    }

    private static byte[] Event(string tail) => Encoding.UTF8.GetBytes(Head + tail + "\n\n");
}
