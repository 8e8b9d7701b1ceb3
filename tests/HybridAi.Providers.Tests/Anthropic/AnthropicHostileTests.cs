using System.Text;
using HybridAi.Core.Chat;
using HybridAi.Providers.Http;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Sse;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Tests.Anthropic;

/// <summary>Whatever a provider sends, nothing is thrown and every event is legal.</summary>
public sealed class AnthropicHostileTests
{
    [Fact]
    public void Broken_streams_give_legal_events_or_an_error()
    {
        var random = new Random(20261021);
        var items = Recorded.Everything.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(item => Encoding.UTF8.GetBytes(item)).ToArray();
        var broken = 0;
        for (var round = 0; round < 4000; round++)
        {
            var reader = Wire.Format.Chat.OpenReader(Wire.Target());
            var tap = Wire.Format.TapStream(InferenceApi.Messages, Endpoint(), true);
            var grammar = new ChatGrammar();
            var events = new List<ChatEvent>();
            foreach (var item in items)
            {
                var sent = random.Next(12) switch { 0 => Mutation.Of(item, random), 1 => items[random.Next(items.Length)], 2 => [], _ => item };
                SseEvents.Parse(sent, out var name, out var data);
                tap.Read(name, data);
                events.Clear();
                var wrong = reader.Read(name, data, events);
                Assert.All(events, next => Assert.Equal(EventFault.None, grammar.Check(next)));
                if (wrong is null)
                    continue;
                broken++;
                break;
            }

            events.Clear();
            reader.End(events);
            Assert.All(events, next => Assert.Equal(EventFault.None, grammar.Check(next)));
        }

        Assert.InRange(broken, 1000, 3999);
    }

    [Fact]
    public void Broken_answers_and_errors_throw_nothing()
    {
        var random = new Random(7);
        var answer = Encoding.UTF8.GetBytes(Recorded.EverythingAtOnce);
        using var response = new HttpResponseMessage();
        var read = 0;
        for (var round = 0; round < 4000; round++)
        {
            var body = Mutation.Of(answer, random);
            var events = new List<ChatEvent>();
            var wrong = Wire.Format.Chat.OpenReader(Wire.Target()).ReadAnswer(body, events);
            var grammar = new ChatGrammar();
            Assert.All(events, next => Assert.Equal(EventFault.None, grammar.Check(next)));
            Assert.True(wrong is not null || grammar.IsOver);
            read += wrong is null ? 1 : 0;
            Wire.Format.TryReadAnswer(InferenceApi.Messages, body, null, out _);
            Wire.Format.ReadError(400, response.Headers, body);
            Wire.Format.ReadStreamError(body);
        }

        Assert.InRange(read, 100, 3900);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(200)]
    [InlineData(100_000)]
    public void Deep_nesting_ends_in_an_error_at_worst(int depth)
    {
        var deep = new string('[', depth) + new string(']', depth);
        var answer = Encoding.UTF8.GetBytes($$$$"""{"content":[{"type":"x","y":{{{{deep}}}}}],"stop_reason":"end_turn"}""");
        var wrong = Wire.Format.Chat.OpenReader(Wire.Target()).ReadAnswer(answer, []);
        Assert.Equal(depth > BodyScan.MaxDepth, wrong is not null);
        var start = Encoding.UTF8.GetBytes($$$$"""{"type":"content_block_start","content_block":{{{{deep}}}}}""");
        Wire.Format.TapStream(InferenceApi.Messages, Endpoint(), true).Read(default, start);
        Wire.Format.Chat.OpenReader(Wire.Target()).Read(default, start, []);
    }

    [Fact]
    public void The_input_of_a_server_tool_does_not_grow_without_bound()
    {
        var reader = Wire.Format.Chat.OpenReader(Wire.Target());
        var events = new List<ChatEvent>();
        reader.Read(default, Encoding.UTF8.GetBytes(Recorded.Start[6..]), events);
        reader.Read(default, """{"type":"content_block_start","index":0,"content_block":{"type":"server_tool_use","input":{}}}"""u8, events);
        var piece = Encoding.UTF8.GetBytes($$$"""{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{{{new string('x', 1_000_000)}}}"}}""");
        var pieces = 0;
        while (reader.Read(default, piece, events) is null)
            Assert.True(++pieces < 20);
        Assert.InRange(pieces, 10, 19);
    }

    private static ProviderEndpoint Endpoint() => new("p", ProviderProfiles.Find("anthropic")!, Wire.Format, new Uri("https://e.org"), null, false, [], null);
}
