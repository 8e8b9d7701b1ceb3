using System.Text;
using System.Text.Json;
using HybridAi.Core.Routing;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Tests.Wire;

public sealed class RequestEditorTests
{
    private static readonly FieldEdits None = Edits();

    [Fact]
    public void Without_edits_every_byte_is_the_original()
    {
        const string body = " { \"x\" : 1.0 ,\r\n\"model\":\"m\", \"y\":\"\\u00e9\" } \n";
        Assert.Equal(body, Edit(body, None, "m"));
    }

    [Fact]
    public void Only_the_models_value_is_replaced() =>
        Assert.Equal(
            " { \"x\" : 1.0 ,\r\n\"mod\\u0065l\": \"b/\\u0022\\u00FC\" , \"y\":\"\\u00e9\" } \n",
            Edit(" { \"x\" : 1.0 ,\r\n\"mod\\u0065l\": \"p/a\" , \"y\":\"\\u00e9\" } \n", None, "b/\"ü"));

    [Theory]
    [InlineData("""{"hybridai":{"a":1},"model":"m","x":1}""", """{"model":"m","x":1}""")]
    [InlineData("""{"model":"m","hybridai":{},"x":1}""", """{"model":"m","x":1}""")]
    [InlineData("""{"model":"m","x":1,"hybridai":null}""", """{"model":"m","x":1}""")]
    [InlineData("""{"hybr\u0069dai":1,"model":"m"}""", """{"model":"m"}""")]
    [InlineData("""{"drop":1,"hybridai":2,"model":"m","imply":3,"drop":4}""", """{"model":"m"}""")]
    [InlineData("""{ "drop" : 1 , "model" : "m" , "imply":2, "x":1 , "drop":3 , "y":2 }""", """{ "model" : "m","x":1,"y":2 }""")]
    public void Fields_are_taken_out_wherever_they_are(string body, string expected) => Assert.Equal(expected, Edit(body, Edits(drop: ["drop"], imply: ["imply"]), "m"));

    [Fact]
    public void Every_set_of_positions_can_be_taken_out()
    {
        const int fields = 7;
        for (var model = 0; model < fields; model++)
        {
            for (var removed = 0; removed < 1 << fields; removed++)
            {
                var names = Enumerable.Range(0, fields).Select(i => i == model ? "model" : (removed & (1 << i)) != 0 ? "drop" : $"f{i}").ToList();
                var body = $"{{{string.Join(',', names.Select((name, i) => $"\"{name}\":\"{i}\""))}}}";
                foreach (var ask in new[] { false, true })
                {
                    var expected = names.Select((name, i) => $"\"{name}\":\"{(i == model ? "new" : i)}\"").Where(member => !member.Contains("drop", StringComparison.Ordinal))
                        .Concat(ask ? ["\"stream_options\":{\"include_usage\":true}"] : []);
                    Assert.Equal($"{{{string.Join(',', expected)}}}", Edit(body, Edits(drop: ["drop"]), "new", ask));
                }
            }
        }
    }

    [Fact]
    public void Dropped_fields_are_named_and_implied_ones_are_not()
    {
        using var scan = Scan("""{"drop":1,"model":"m","imply":1,"old":1,"new":2,"hybridai":{}}""");
        RequestEditor.Edit(scan, Deploy("m"), Edits(new() { ["old"] = "new" }, ["drop"], ["imply"]), askForUsage: false, out var dropped);
        Assert.Equal(["drop", "old"], dropped);
        RequestEditor.Edit(scan, Deploy("m"), None, askForUsage: false, out dropped);
        Assert.Null(dropped);
    }

    [Theory]
    [InlineData("""{"old":1,"model":"m"}""", """{"new":1,"model":"m"}""")]
    [InlineData("""{"model":"m", "old" : 1}""", """{"model":"m", "new" : 1}""")]
    [InlineData("""{"o\u006cd":1,"model":"m"}""", """{"new":1,"model":"m"}""")]
    [InlineData("""{"new":2,"old":1,"model":"m"}""", """{"new":2,"model":"m"}""")]
    [InlineData("""{"old":1,"n\u0065w":2,"model":"m"}""", """{"n\u0065w":2,"model":"m"}""")]
    [InlineData("""{"old":1,"new":null,"model":"m"}""", """{"new":1,"model":"m"}""")]
    [InlineData("""{"new":null,"model":"m","old":1}""", """{"model":"m","new":1}""")]
    [InlineData("""{"old":null,"new":2,"model":"m"}""", """{"new":2,"model":"m"}""")]
    [InlineData("""{"old":null,"new":null,"model":"m"}""", """{"new":null,"model":"m"}""")]
    [InlineData("""{"new":null,"model":"m"}""", """{"new":null,"model":"m"}""")]
    [InlineData("""{"other":{"old":1},"model":"m"}""", """{"other":{"old":1},"model":"m"}""")]
    public void Fields_are_renamed_unless_the_new_name_is_there(string body, string expected) =>
        Assert.Equal(expected, Edit(body, Edits(new() { ["old"] = "new" }), "m"));

    [Theory]
    [InlineData("""{"model":"m"}""", """{"model":"m","stream_options":{"include_usage":true}}""")]
    [InlineData("""{"model":"m" } """, """{"model":"m","stream_options":{"include_usage":true} } """)]
    [InlineData("""{"stream_options":null,"model":"m"}""", """{"stream_options":{"include_usage":true},"model":"m"}""")]
    [InlineData("""{"stream_options":{},"model":"m"}""", """{"stream_options":{"include_usage":true},"model":"m"}""")]
    [InlineData("""{"stream_options":{ },"model":"m"}""", """{"stream_options":{"include_usage":true },"model":"m"}""")]
    [InlineData("""{"stream_options":{"a":1},"model":"m"}""", """{"stream_options":{"include_usage":true,"a":1},"model":"m"}""")]
    [InlineData("""{"stream_options":{"include_usage":true},"model":"m"}""", """{"stream_options":{"include_usage":true},"model":"m"}""")]
    [InlineData("""{"stream_options":{"a":1, "include_usage" : false , "b":2},"model":"m"}""", """{"stream_options":{"a":1, "include_usage" : true , "b":2},"model":"m"}""")]
    [InlineData("""{"stream_options":{"include_usage":null},"model":"m"}""", """{"stream_options":{"include_usage":true},"model":"m"}""")]
    [InlineData("""{"stream_options":{"includ\u0065_usage":false},"model":"m"}""", """{"stream_options":{"includ\u0065_usage":true},"model":"m"}""")]
    [InlineData("""{"stream_options":{"a":{"include_usage":false}},"model":"m"}""", """{"stream_options":{"include_usage":true,"a":{"include_usage":false}},"model":"m"}""")]
    [InlineData("""{"stream_options":{"include_usage":true,"include_usage":false},"model":"m"}""", """{"stream_options":{"include_usage":true,"include_usage":true},"model":"m"}""")]
    [InlineData("""{"str\u0065am_options":{"include_usage":false},"model":"m"}""", """{"str\u0065am_options":{"include_usage":true},"model":"m"}""")]
    [InlineData("""{"model":"m","stream_options":{"\ud800":1},"hybridai":1}""", """{"model":"m","stream_options":{"include_usage":true,"\ud800":1}}""")]
    public void Usage_is_asked_for_whatever_stream_options_says(string body, string expected) => Assert.Equal(expected, Edit(body, None, "m", askForUsage: true));

    [Fact]
    public void Random_bodies_change_as_meant_and_nowhere_else()
    {
        var random = new Random(4711);
        var json = new RandomJson(random);
        var profiles = ProviderProfiles.InOrder.Select(pair => (
            Chat: new FieldEdits(pair.Value.Rename, pair.Value.Drop, pair.Value.Imply), pair.Value,
            Known: pair.Value.Rename.SelectMany(rename => new[] { rename.Key, rename.Value }).Concat(pair.Value.Drop).Concat(pair.Value.Imply).ToList())).ToList();
        for (var i = 0; i < 20_000; i++)
        {
            var (edits, profile, known) = profiles[random.Next(profiles.Count)];
            var ask = random.Next(2) == 0 && !profile.Imply.Contains("stream_options");
            var names = new HashSet<string> { "model" };
            for (var n = random.Next(7); n > 0; n--)
                names.Add(known.Count > 0 && random.Next(2) == 0 ? known[random.Next(known.Count)] : RandomName(random));
            var body = json.Object(names.OrderBy(_ => random.Next()).Select(name => (name, Value(name, json, random))).ToList());
            using var original = JsonDocument.Parse(body);
            var (expected, expectedDropped) = Expect(original.RootElement, profile, "the/model", ask);

            using var scan = Scan(body);
            var splice = RequestEditor.Edit(scan, Deploy("the/model"), edits, ask, out var dropped);
            using var edited = JsonDocument.Parse(splice.ToArray());
            var actual = edited.RootElement.EnumerateObject().Select(member => (member.Name, member.Value.GetRawText())).ToList();
            Assert.Equal(expected, actual);
            Assert.Equal(expectedDropped, dropped ?? []);
            Assert.Equal(splice.ToArray().Length, splice.Length);
        }
    }

    // The same edits on the parsed document; values stay byte for byte.
    private static (List<(string, string)> Members, List<string> Dropped) Expect(JsonElement original, ProviderProfile profile, string model, bool ask)
    {
        var members = original.EnumerateObject().Select(member => (member.Name, Value: member.Value)).ToList();
        var (result, dropped, options) = (new List<(string, string)>(), new List<string>(), false);
        foreach (var (name, value) in members)
        {
            var isNull = value.ValueKind == JsonValueKind.Null;
            var newName = profile.Rename.GetValueOrDefault(name);
            if (name == "hybridai" || profile.Imply.Contains(name))
                continue;
            if (profile.Drop.Contains(name))
                dropped.Add(name);
            else if (newName is not null && members.Exists(other => other.Name == newName && other.Value.ValueKind != JsonValueKind.Null))
                dropped.AddRange(isNull ? [] : [name]);
            else if (isNull && profile.Rename.Any(rename => rename.Value == name && members.Exists(other => other.Name == rename.Key)))
                continue;
            else if (name == "stream_options" && ask)
            {
                options = true;
                result.Add((name, WithUsage(value)));
            }
            else
                result.Add((newName ?? name, name == "model" ? $"\"{model}\"" : value.GetRawText()));
        }

        if (ask && !options)
            result.Add(("stream_options", """{"include_usage":true}"""));
        return (result, dropped);
    }

    private static string WithUsage(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return """{"include_usage":true}""";
        var raw = value.GetRawText();
        if (value.TryGetProperty("include_usage", out var usage))
            return usage.ValueKind == JsonValueKind.True ? raw : raw.Replace($"\"include_usage\":{usage.GetRawText()}", "\"include_usage\":true", StringComparison.Ordinal);
        return $"{{\"include_usage\":true{(value.EnumerateObject().Any() ? "," : "")}{raw[1..]}";
    }

    private static string RandomName(Random random) => random.Next(6) switch
    {
        0 => "stream_options",
        1 => "hybridai",
        2 => "messages",
        3 => "max_tokens",
        _ => $"x{random.Next(100)}",
    };

    private static string Value(string name, RandomJson json, Random random) => name switch
    {
        "model" => json.Text("openai/gpt"),
        "stream_options" => random.Next(6) switch
        {
            0 => "null",
            1 => "{}",
            2 => """{"include_usage":false}""",
            3 => """{"x":[1,{"y":2}],"include_usage":null}""",
            4 => """{"include_usage":true,"z":1}""",
            _ => """{ "z" : 1 }""",
        },
        _ => json.Value(),
    };

    private static string Edit(string body, FieldEdits edits, string model, bool askForUsage = false)
    {
        using var scan = Scan(body);
        return Encoding.UTF8.GetString(RequestEditor.Edit(scan, Deploy(model), edits, askForUsage, out _).ToArray());
    }

    private static FieldEdits Edits(Dictionary<string, string>? rename = null, string[]? drop = null, string[]? imply = null) => new(rename ?? [], drop ?? [], imply ?? []);

    private static Deployment Deploy(string model) => new() { Provider = "p", Model = model };

    private static BodyScan Scan(string body)
    {
        var scan = BodyScan.TryScan(Encoding.UTF8.GetBytes(body), out var error);
        Assert.Null(error);
        return scan!;
    }
}
