using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HybridAi.Gateway.Caching;

namespace HybridAi.Gateway.Tests.Caching;

/// <summary>Which bodies are the same request, and which are not.</summary>
public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("""{"a":1,"b":[1,2,{"c":null}]}""", " {\r\n\t\"b\" : [ 1 , 2,{ \"c\":null } ],\"a\":1 } ")]
    [InlineData("""{"a":{"x":1,"y":2,"z":{"p":1,"q":2}}}""", """{"a":{"z":{"q":2,"p":1},"y":2,"x":1}}""")]
    [InlineData("""{"a":"Grüße\n\"/😀"}""", """{"a":"Gr\u00fc\u00DFe\u000a\u0022\/\ud83d\ude00"}""")]
    [InlineData("""{"name":1}""", """{"n\u0061me":1}""")]
    [InlineData("""{"a":1}""", """{"a":1.0}""")]
    [InlineData("""{"a":100}""", """{"a":1e2}""")]
    [InlineData("""{"a":100}""", """{"a":0.1E+3}""")]
    [InlineData("""{"a":0.7}""", """{"a":7e-1}""")]
    [InlineData("""{"a":0.7}""", """{"a":0.70}""")]
    [InlineData("""{"a":-12.5}""", """{"a":-0.00125e4}""")]
    [InlineData("""{"a":0}""", """{"a":-0.0e7}""")]
    [InlineData("""{"a":123456789012345678901234567890}""", """{"a":12345678901234567890123456789e1}""")]
    [InlineData("""{"b":1}""", """{"left out":{"deep":[1]},"b":1,"left out":2}""")]
    [InlineData("""{"b":1}""", """{"b":1,"left \u006fut":3}""")]
    public void Spellings_of_the_same_value_are_the_same(string one, string other) => Assert.Equal(Hash(one), Hash(other));

    [Theory]
    [InlineData("""{"a":1}""", """{"a":2}""")]
    [InlineData("""{"a":1}""", """{"a":"1"}""")]
    [InlineData("""{"a":1}""", """{"b":1}""")]
    [InlineData("""{"a":1}""", """{"a":-1}""")]
    [InlineData("""{"a":1}""", """{"a":10}""")]
    [InlineData("""{"a":1e400}""", """{"a":1e401}""")]
    [InlineData("""{"a":1e9999999999999}""", """{"a":1e9999999999998}""")]
    [InlineData("""{"a":true}""", """{"a":false}""")]
    [InlineData("""{"a":null}""", """{}""")]
    [InlineData("""{"a":[]}""", """{"a":{}}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""")]
    [InlineData("""{"a":[1,[2]]}""", """{"a":[[1],2]}""")]
    [InlineData("""{"a":["x","y"]}""", """{"a":["xy"]}""")]
    [InlineData("""{"a":{"x":1},"b":2}""", """{"a":{"x":1,"b":2}}""")]
    [InlineData("""{"a":1,"a":2}""", """{"a":2,"a":1}""")]
    [InlineData("""{"a":1,"a":2}""", """{"a":2}""")]
    [InlineData("""{"a":1,"a":2}""", """{"a":1}""")]
    [InlineData("""{"x":{"a":1,"b":0,"a":2}}""", """{"x":{"a":2,"b":0,"a":1}}""")]
    [InlineData("""{"a":{"left out":1}}""", """{"a":{}}""")]
    [InlineData("""{"aaaaaaaab":1}""", """{"aaaaaaaac":1}""")]
    public void What_means_something_else_is_not_the_same(string one, string other) => Assert.NotEqual(Hash(one), Hash(other));

    [Fact]
    public void What_is_long_and_deep_is_the_same_in_any_order_and_differs_by_a_letter()
    {
        var random = new Random(7);
        for (var round = 0; round < 100; round++)
        {
            var node = Value(random, 6);
            var body = new JsonObject { ["v"] = node, ["w"] = 1 };
            var text = body.ToJsonString();
            Assert.Equal(Hash(text), Hash(Shuffled(body, random).ToJsonString(new JsonSerializerOptions { WriteIndented = true })));
            Assert.NotEqual(Hash(text), Hash(new JsonObject { ["v"] = new JsonArray(node.DeepClone()), ["w"] = 1 }.ToJsonString()));
        }
    }

    [Fact]
    public void Half_of_a_surrogate_pair_has_no_form() => Assert.Null(Hash("""{"a":"\ud83d"}"""));

    [Fact]
    public void A_name_that_is_half_of_a_surrogate_pair_has_none() => Assert.Null(Hash("""{"\ude00":1}"""));

    [Fact]
    public void Many_names_and_deep_nesting_take_no_quadratic_work()
    {
        // Work that grows with the square of these would not end within a test's patience; what it does take is the benchmarks' business.
        var names = new StringBuilder("{\"v\":{");
        for (var i = 300_000; i > 0; i--)
            names.Append(CultureInfo.InvariantCulture, $"\"{i * 7919 % 1_000_003:x6}\":0,");
        names.Append("\"z\":0}}");
        Assert.NotNull(Hash(names.ToString()));

        var long_ = new string('x', 1_000_000);
        var nested = $"{string.Concat(Enumerable.Repeat("{\"b\":0,\"a\":", 120))}\"{long_}\"{new string('}', 120)}";
        Assert.NotNull(Hash(nested));
        Assert.NotEqual(Hash(nested), Hash(nested.Replace("xx\"", "xy\"", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"a"}]}""", """{"messages":[{"id":"msg_1","role":"user","content":"a","refusal":null,"annotations":[],"status":{"a":[1]}}]}""")]
    [InlineData("""{"input":[{"content":[{"text":"a"}]}]}""", """{"input":[{"content":[{"cache_control":{"type":"ephemeral"},"text":"a","annotations":[],"e":{}}]}]}""")]
    [InlineData("""{"tools":[{"name":"a"}],"system":[{"text":"a"}]}""", """{"system":[{"text":"a","cache_control":{"type":"ephemeral"}}],"tools":[{"name":"a","cache_control":{"type":"ephemeral"}}]}""")]
    public void Where_notes_do_not_count_they_and_what_is_empty_make_no_difference(string one, string other)
    {
        Assert.NotEqual(Hash(one), Hash(other));
        Assert.Equal(Hash(one, withoutNotes: true), Hash(other, withoutNotes: true));
    }

    [Theory]
    [InlineData("""{"a":null}""", """{}""")]
    [InlineData("""{"a":[{"id":1}]}""", """{"a":[{"id":2}]}""")]
    [InlineData("""{"messages":[{"content":"a"}]}""", """{"messages":[{"content":"a"},{}]}""")]
    [InlineData("""{"messages":[{"content":"a"}]}""", """{"messages":[{"content":"a","x":""}]}""")]
    [InlineData("""{"messages":[null]}""", """{"messages":[]}""")]
    // Which result is which call's.
    [InlineData("""{"messages":[{"tool_calls":[{"id":"1","f":"a"},{"id":"2","f":"b"}]}]}""", """{"messages":[{"tool_calls":[{"id":"2","f":"a"},{"id":"1","f":"b"}]}]}""")]
    [InlineData("""{"messages":[{"content":[{"type":"tool_use","id":"1"}]}]}""", """{"messages":[{"content":[{"type":"tool_use","id":"2"}]}]}""")]
    // What a call was given, what a tool takes and what an answer has to look like.
    [InlineData("""{"messages":[{"content":[{"input":{"id":1}}]}]}""", """{"messages":[{"content":[{"input":{"id":2}}]}]}""")]
    [InlineData("""{"messages":[{"content":[{"input":{"a":[]}}]}]}""", """{"messages":[{"content":[{"input":{"b":{}}}]}]}""")]
    [InlineData("""{"tools":[{"parameters":{"properties":{"id":{"type":"string"}}}}]}""", """{"tools":[{"parameters":{"properties":{"status":{"type":"string"}}}}]}""")]
    [InlineData("""{"response_format":{"schema":{"properties":{"id":{},"x":{}}}}}""", """{"response_format":{"schema":{"properties":{"x":{}}}}}""")]
    public void Even_then_what_is_more_than_a_note_does(string one, string other) => Assert.NotEqual(Hash(one, withoutNotes: true), Hash(other, withoutNotes: true));

    private static string? Hash(string json, bool withoutNotes = false)
    {
        var canonical = new CanonicalJson(16, withoutNotes);
        try
        {
            if (!canonical.TryAdd(Encoding.UTF8.GetBytes(json), static name => name.SequenceEqual("left out"u8)))
                return null;
            Span<byte> hash = stackalloc byte[32];
            canonical.Finish(hash);
            return Convert.ToHexString(hash);
        }
        finally
        {
            canonical.Dispose();
        }
    }

    private static JsonNode Value(Random random, int depth) => random.Next(depth == 0 ? 2 : 4) switch
    {
        0 => JsonValue.Create(random.Next(-1000, 1000) / 8.0),
        1 => JsonValue.Create(new string((char)random.Next('a', 'e'), random.Next(0, 700)) + "ü\n"),
        2 => new JsonArray([.. Enumerable.Range(0, random.Next(0, 5)).Select(_ => (JsonNode?)Value(random, depth - 1))]),
        _ => new JsonObject(Enumerable.Range(0, random.Next(0, 6)).Select(i => KeyValuePair.Create($"{(char)('a' + random.Next(3))}{new string('n', random.Next(12))}{i}", (JsonNode?)Value(random, depth - 1)))),
    };

    private static JsonNode Shuffled(JsonNode? node, Random random) => node switch
    {
        JsonObject fields => new JsonObject(fields.OrderBy(_ => random.Next()).Select(field => KeyValuePair.Create(field.Key, field.Value is null ? null : (JsonNode?)Shuffled(field.Value, random)))),
        JsonArray items => new JsonArray([.. items.Select(item => item is null ? null : Shuffled(item, random))]),
        _ => node!.DeepClone(),
    };
}
