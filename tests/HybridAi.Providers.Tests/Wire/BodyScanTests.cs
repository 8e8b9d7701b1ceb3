using System.Text;
using System.Text.Json;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Tests.Wire;

public sealed class BodyScanTests
{
    [Fact]
    public void Offsets_are_exact_whatever_the_white_space()
    {
        const string body = " \r\n{ \"model\" :\t\"m\" ,\"a\\u0062c\":[1, {\"x\":\"}\"}]\n,\"stream\":true,\"n\":-1.5e3 , \"z\" : null }\n ";
        using var scan = Scan(body);
        Assert.Equal(["model", "a\\u0062c", "stream", "n", "z"], Names(scan));
        Assert.Equal(["\"m\"", "[1, {\"x\":\"}\"}]", "true", "-1.5e3", "null"], Values(scan));
        Assert.Equal([BodyField.Model, BodyField.Other, BodyField.Stream, BodyField.Other, BodyField.Other], scan.Properties.ToArray().Select(property => property.Field));
        Assert.Equal(
            [JsonTokenType.String, JsonTokenType.StartArray, JsonTokenType.True, JsonTokenType.Number, JsonTokenType.Null],
            scan.Properties.ToArray().Select(property => property.Type));
        Assert.All(scan.Properties.ToArray(), property =>
        {
            Assert.Equal((byte)'"', scan.Body.Span[property.NameStart]);
            Assert.Equal((byte)'"', scan.Body.Span[property.NameEnd - 1]);
        });
        Assert.Equal("abc"u8, scan.PlainNameOf(scan.Properties[1]));
    }

    [Fact]
    public void Random_bodies_are_found_as_a_full_parser_finds_them()
    {
        var random = new Random(7);
        var json = new RandomJson(random);
        for (var i = 0; i < 3_000; i++)
        {
            var body = json.Object(Enumerable.Range(0, random.Next(8)).Select(n => ($"field{n}", json.Value())).OrderBy(_ => random.Next()));
            using var document = JsonDocument.Parse(body);
            using var scan = Scan(body);
            var expected = document.RootElement.EnumerateObject().ToList();
            Assert.Equal(expected.Select(member => member.Name), scan.Properties.ToArray().Select(property => Encoding.UTF8.GetString(scan.PlainNameOf(property))));
            Assert.Equal(expected.Select(member => member.Value.GetRawText()), Values(scan));
        }
    }

    [Theory]
    [InlineData("model", BodyField.Model)]
    [InlineData("stream", BodyField.Stream)]
    [InlineData("stream_options", BodyField.StreamOptions)]
    [InlineData("hybridai", BodyField.HybridAi)]
    [InlineData("messages", BodyField.Messages)]
    [InlineData("input", BodyField.Input)]
    [InlineData("max_output_tokens", BodyField.MaxOutputTokens)]
    [InlineData("instructions", BodyField.Instructions)]
    [InlineData("max_tokens", BodyField.MaxTokens)]
    [InlineData("max_completion_tokens", BodyField.MaxCompletionTokens)]
    [InlineData("user", BodyField.User)]
    public void Known_fields_are_recognised_in_every_spelling_and_refused_twice(string name, BodyField expected)
    {
        var escaped = string.Concat(name.Select(c => $"\\u{(int)c:x4}"));
        foreach (var spelling in new[] { name, escaped, $"\\u{(int)name[0]:X4}{name[1..]}" })
        {
            using var scan = Scan($"{{\"{spelling}\":1}}");
            Assert.True(scan.TryFind(expected, out var property));
            Assert.Equal("1"u8, scan.ValueOf(property));
            Assert.Equal(name, BodyFields.NameOf(property.Field));
            Assert.Contains($"'{name}' is there twice", Refusal($"{{\"{name}\":1,\"x\":2,\"{spelling}\":3}}"), StringComparison.Ordinal);
        }

        using var other = Scan($"{{\"{name.ToUpperInvariant()}\":1,\"{name}x\":1,\"x{name}\":1}}");
        Assert.False(other.TryFind(expected, out _));
        Assert.Equal("", BodyFields.NameOf(BodyField.Other));
    }

    [Fact]
    public void A_long_escaped_name_is_none_of_ours()
    {
        using var scan = Scan($"{{\"{string.Concat(Enumerable.Repeat("\\u006d", 22))}\":1}}");
        Assert.Equal(BodyField.Other, scan.Properties[0].Field);
        Assert.Equal(new string('m', 22), Encoding.UTF8.GetString(scan.PlainNameOf(scan.Properties[0])));
    }

    [Fact]
    public void Other_fields_may_be_there_twice()
    {
        using var scan = Scan("""{"x":1,"x":2}""");
        Assert.Equal(2, scan.Properties.Length);
    }

    [Theory]
    [InlineData("", "no body")]
    [InlineData("\uFEFF", "no body")]
    [InlineData("   ", "JSON")]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("null", "must be a JSON object")]
    [InlineData("\"x\"", "must be a JSON object")]
    [InlineData("{} x", "not valid JSON")]
    [InlineData("{}{}", "not valid JSON")]
    [InlineData("{\"a\":1,}", "not valid JSON")]
    [InlineData("{/*c*/}", "not valid JSON")]
    [InlineData("{'a':1}", "not valid JSON")]
    [InlineData("{\"a\":NaN}", "not valid JSON")]
    [InlineData("{\"a\":01}", "not valid JSON")]
    [InlineData("{\"a\":\"\\x\"}", "not valid JSON")]
    [InlineData("{\"a\":\"\n\"}", "not valid JSON")]
    public void Malformed_bodies_are_refused_with_a_reason(string body, string reason) => Assert.Contains(reason, Refusal(body), StringComparison.Ordinal);

    [Fact]
    public void A_byte_order_mark_is_left_out()
    {
        using var scan = Scan("\uFEFF{\"model\":\"m\"}");
        Assert.Equal((byte)'{', scan.Body.Span[0]);
        Assert.Equal("model"u8, scan.NameOf(scan.Properties[0]));
    }

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { 0xc0, 0xaf })]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 })]
    [InlineData(new byte[] { 0xe2, 0x82 })]
    public void Invalid_UTF8_is_refused(byte[] bytes)
    {
        byte[] body = [.. "{\"a\":\""u8, .. bytes, .. "\"}"u8];
        Assert.Null(BodyScan.TryScan(body, out var error));
        Assert.Contains("UTF-8", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_surrogate_pairs_pass_untouched()
    {
        using var scan = Scan("""{"mod\ud800":"\udfff","\ud800odel":1,"model":"m\ud800"}""");
        Assert.Equal([BodyField.Other, BodyField.Other, BodyField.Model], scan.Properties.ToArray().Select(property => property.Field));
        Assert.Equal("mod\\ud800"u8, scan.PlainNameOf(scan.Properties[0]));
    }

    [Fact]
    public void Nesting_is_bounded()
    {
        using var deepest = Scan(Nested(BodyScan.MaxDepth - 1));
        Assert.NotNull(deepest);
        Assert.Contains("not valid JSON", Refusal(Nested(BodyScan.MaxDepth)), StringComparison.Ordinal);
        Assert.Contains("not valid JSON", Refusal(Nested(1_000_000)), StringComparison.Ordinal);

        static string Nested(int depth) => $"{{\"a\":{new string('[', depth)}{new string(']', depth)}}}";
    }

    [Fact]
    public void Fields_are_bounded()
    {
        using var most = Scan(Fields(256));
        Assert.Equal(256, most.Properties.Length);
        Assert.Contains("more than 256 fields", Refusal(Fields(257)), StringComparison.Ordinal);

        static string Fields(int count) => $"{{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"f{i}\":{i}"))}}}";
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        var body = """{"model":"gpt","messages":[{"role":"user","content":"h\u00e9 \"x\" ü"}],"n":1,"stream":true}"""u8.ToArray();
        for (var length = 0; length < body.Length; length++)
            Assert.Null(BodyScan.TryScan(body.AsMemory(0, length), out _));
        using var whole = BodyScan.TryScan(body, out _);
        Assert.NotNull(whole);
    }

    [Fact]
    public void Random_garbage_never_throws()
    {
        var random = new Random(99);
        var valid = """{"model":"gpt","messages":[{"role":"user","content":"h\u00e9\ud83d\ude00 ü"}],"stream_options":{"include_usage":true},"n":1.5e3}"""u8.ToArray();
        for (var i = 0; i < 50_000; i++)
        {
            var body = Mutation.Of(valid, random);
            using var scan = BodyScan.TryScan(body, out var error);
            Assert.Equal(scan is null, error is not null);
            if (scan is not null && scan.TryFind(BodyField.StreamOptions, out var options))
                StreamOptionsField.TryRead(scan.ValueOf(options), out _);
        }
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"12345678"}]}""", 3)]
    [InlineData("""{"input":"12345678"}""", 2)]
    [InlineData("""{"instructions":"1234","input":"12345678"}""", 3)]
    [InlineData("""{"input":["1234","5678"]}""", 2)]
    [InlineData("""{"input":[1,22,333]}""", 3)]
    [InlineData("""{"input":[[1,2],[3]]}""", 3)]
    [InlineData("""{"input":""}""", 0)]
    [InlineData("""{"messages":[]}""", 0)]
    [InlineData("""{"other":"1234567812345678"}""", 0)]
    public void Tokens_are_estimated(string body, int expected)
    {
        using var scan = Scan(body);
        Assert.Equal(expected, scan.EstimatedInputTokens);
    }

    [Fact]
    public void Media_count_by_the_piece_and_prose_by_its_length()
    {
        var data = new string('A', 400_000);
        Assert.Equal(1_000, Estimate(data));
        Assert.Equal(1_000, Estimate($"data:image/png;base64,{data}"));
        Assert.Equal(1_000, Estimate(data.Replace("AAAA", "AA\\/A", StringComparison.Ordinal)));
        Assert.Equal(8_192 / 4, Estimate(new string('A', 8_192)));
        // Japanese has no spaces but is no data.
        Assert.Equal(30_000 * 3 / 4, Estimate(new string('語', 30_000)));
        Assert.Equal(100_000, Estimate(string.Concat(Enumerable.Repeat("word ", 80_000))));

        static int Estimate(string content)
        {
            using var scan = Scan($"{{\"input\":\"{content}\"}}");
            return scan.EstimatedInputTokens;
        }
    }

    [Fact]
    public void Disposing_twice_gives_the_table_back_once()
    {
        var first = Scan("""{"a":1}""");
        first.Dispose();
        first.Dispose();
        Assert.True(first.Properties.IsEmpty);
        using var second = Scan("""{"second":1}""");
        using var third = Scan("""{"third":1}""");
        Assert.Equal("second"u8, second.NameOf(second.Properties[0]));
        Assert.Equal("third"u8, third.NameOf(third.Properties[0]));
    }

    private static BodyScan Scan(string body)
    {
        var scan = BodyScan.TryScan(Encoding.UTF8.GetBytes(body), out var error);
        Assert.Null(error);
        return scan!;
    }

    private static string Refusal(string body)
    {
        Assert.Null(BodyScan.TryScan(Encoding.UTF8.GetBytes(body), out var error));
        return error!;
    }

    private static IEnumerable<string> Names(BodyScan scan) => scan.Properties.ToArray().Select(property => Encoding.UTF8.GetString(scan.NameOf(property)));

    private static IEnumerable<string> Values(BodyScan scan) => scan.Properties.ToArray().Select(property => Encoding.UTF8.GetString(scan.ValueOf(property)));
}
