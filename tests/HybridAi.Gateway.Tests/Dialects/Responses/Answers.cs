using System.Buffers;
using System.Text;
using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Core.Costs;
using HybridAi.Gateway.Dialects;
using HybridAi.Gateway.Dialects.Responses;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Tests.Management.Fakes;
using Microsoft.AspNetCore.Http;

namespace HybridAi.Gateway.Tests.Dialects.Responses;

/// <summary>Requests and answers for tests of this dialect.</summary>
internal static class Answers
{
    public const string Id = "0199a0000000700080000000000000ab";

    public static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly ReportedUsage Usage = new(new TokenUsage { Input = 7, CachedInput = 3, CacheWrite = 2, Output = 5, Reasoning = 4 });

    public static readonly ChatFinish Stop = new(FinishReason.Stop, "end_turn");

    public static DialectContext Context(string body = """{"model":"m","input":"Hi"}""")
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        Assert.Null(new ResponsesDialect(storing: false).TryRead(bytes, new HeaderDictionary(), out var request));
        return new DialectContext(request!, Guid.ParseExact(Id, "N"), At, new ManualTime(At.AddSeconds(2))) { Body = bytes };
    }

    public static ChatResponse Response(params ChatPart[] parts) => Response(Stop, parts);

    public static ChatResponse Response(ChatFinish finish, params ChatPart[] parts) =>
        new(new ResponseHead("provider-id", "model-1"), [new ChatChoice(parts, finish)]) { Usage = Usage };

    public static JsonElement Buffered(ChatResponse response, DialectContext? context = null)
    {
        var output = new ArrayBufferWriter<byte>();
        new ResponsesDialect(storing: false).WriteAnswer(response, context ?? Context(), output);
        return JsonElement.Parse(output.WrittenSpan);
    }

    public static byte[] Stream(IEnumerable<ChatEvent> events, DialectContext? context = null, GatewayError? error = null)
    {
        var output = new ArrayBufferWriter<byte>();
        var stream = new ResponsesDialect(storing: false).OpenStream(context ?? Context());
        foreach (var next in events)
            stream.Write(next, output);
        if (error is not null)
            stream.WriteError(error, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Streams a response, checks the grammar, and that the stream comes to the buffered answer.</summary>
    public static ResponseStreamGrammar Check(IEnumerable<ChatEvent> events, ChatResponse response, DialectContext? context = null)
    {
        var bytes = Stream(events, context);
        var stream = ResponseStreamGrammar.Read(bytes);
        Assert.True(stream.Faults.Count == 0, $"{string.Join("\n", stream.Faults)}\n{Encoding.UTF8.GetString(bytes)}");
        var buffered = Buffered(response, context);
        Assert.True(JsonElement.DeepEquals(buffered, stream.Response!.Value), $"{buffered}\n{stream.Response}");
        return stream;
    }

    public static ResponseStreamGrammar Check(ChatResponse response, DialectContext? context = null) => Check(ChatReplay.Events(response), response, context);
}
