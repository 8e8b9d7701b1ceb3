using System.Text;

namespace HybridAi.EndToEnd.Tests.Mutations;

/// <summary>Breaks valid bodies in ways that a seed decides.</summary>
internal static class BodyMutator
{
    private static readonly byte[][] Seeds =
    [
        .. new[]
        {
            """{"model":"gpt-4.1-mini","messages":[{"role":"user","content":"Hello there"}]}""",
            """{"model":"gpt-4.1-mini","stream":true,"stream_options":{"include_usage":true},"max_completion_tokens":20,"messages":[{"role":"system","content":"Be brief \u00e9\ud83c\udf37"},{"role":"user","content":[{"type":"text","text":"What is it?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo=","detail":"low"}}]}]}""",
            """{"messages":[{"role":"user","content":"[[tool:f]]"},{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c1","content":"42"}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{}}}}],"tool_choice":"auto","temperature":0.5,"n":2,"model":"smart"}""",
            """{"model":"openrouter/openai/gpt-4o-mini","messages":[{"role":"user","content":"Grüße"}],"response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"type":"object","properties":{"b":{"type":"string"}}}}},"hybridai":{"session":"s","tags":["a","b"],"timeout":"30s","max-cost":1,"cache":"off"},"user":"u1","seed":3,"stop":["x","y"]}""",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly byte[][] EmbeddingSeeds =
    [
        .. new[]
        {
            """{"model":"text-embedding-3-small","input":["one","two"],"dimensions":8,"encoding_format":"float"}""",
            """{"model":"mistral/mistral-embed","input":"Köln","user":"me"}""",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly byte[][] Values =
    [
        .. new[]
        {
            "null", "true", "-1", "1e999", "0.1", "99999999999999999999", "\"\"", "\"\\ud800\"", "\"\\u0000\"", "[]", "{}", "[null]", "{\"\":{}}", new string('[', 300),
            string.Concat(Enumerable.Repeat("{\"a\":", 200)), "NaN", "/*x*/", ",", ":", "}", "]", "\"", "\\", "\"model\":\"smart\",", "\"stream\":true,", "\"hybridai\":{\"x\":1},", "﻿",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF, 0xFE], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0],
    ];

    /// <summary>The body of a number, and whether it is one of chat.</summary>
    public static (byte[] Body, bool Chat) Make(int number)
    {
        var random = new Random(number);
        var chat = random.Next(4) != 0;
        var seeds = chat ? Seeds : EmbeddingSeeds;
        var body = seeds[random.Next(seeds.Length)].ToList();
        for (var times = random.Next(1, 4); times > 0; times--)
            Break(body, random);
        return ([.. body], chat);
    }

    private static void Break(List<byte> body, Random random)
    {
        var at = random.Next(body.Count + 1);
        var length = Math.Min(random.Next(1, 12), body.Count - at);
        switch (random.Next(8))
        {
            case 0:
                body.RemoveRange(at, body.Count - at);
                break;
            case 1:
                body.RemoveRange(at, length);
                break;
            case 2:
                body.InsertRange(random.Next(body.Count + 1), body.GetRange(at, length));
                break;
            case 3 when at < body.Count:
                body[at] ^= (byte)(1 << random.Next(8));
                break;
            case 4 when at < body.Count:
                body[at] = (byte)random.Next(256);
                break;
            case 5:
                ReplaceValue(body, at, random);
                break;
            case 6:
                body.Reverse(at, length);
                break;
            default:
                body.InsertRange(at, Values[random.Next(Values.Length)]);
                break;
        }
    }

    // From behind a colon up to the next comma or bracket: most often a whole value.
    private static void ReplaceValue(List<byte> body, int from, Random random)
    {
        var start = body.FindIndex(Math.Min(from, Math.Max(0, body.Count - 1)), symbol => symbol == ':');
        if (start < 0)
            return;
        var end = body.FindIndex(start, symbol => symbol is (byte)',' or (byte)'}' or (byte)']');
        body.RemoveRange(start + 1, (end < 0 ? body.Count : end) - start - 1);
        body.InsertRange(start + 1, Values[random.Next(Values.Length)]);
    }
}
