using System.Text;
using HybridAi.Gateway.Dialects.Responses;
using HybridAi.Gateway.Errors;
using Microsoft.AspNetCore.Http;

namespace HybridAi.Gateway.Tests.Dialects.Responses;

/// <summary>Bodies that somebody broke: each is read or refused, never more.</summary>
public sealed class HostileRequestTests
{
    private static readonly string[] Seeds =
    [
        """{"model":"m","instructions":"i","input":"x","text":{"format":{"type":"json_schema","name":"n","schema":{"a":1},"strict":true}},"reasoning":{"effort":"low","summary":"auto"},"metadata":{"a":"b"}}""",
        """{"model":"m","input":[{"role":"user","content":[{"type":"input_image","image_url":"data:image/png;base64,aGk=","detail":"low"},{"type":"input_file","file_data":"aGk=","filename":"a.pdf"}]}],"tools":[{"type":"function","name":"f","parameters":{}},{"type":"custom","name":"c","format":{"type":"grammar","syntax":"lark","definition":"d"}}],"tool_choice":{"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"f"}]}}""",
        """{"model":"m","input":[{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"s"}],"encrypted_content":"hai1.a%2Eb.c"},{"type":"function_call","call_id":"c--hai1--YQBi","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":[{"type":"input_text","text":"\ud83d\ude00"}]},{"type":"message","role":"assistant","content":[{"type":"output_text","text":"t","annotations":[{"type":"url_citation","start_index":0,"end_index":1,"url":"u","title":"t"}]},{"type":"refusal","refusal":"r"}]}]}""",
    ];

    [Fact]
    public void Mutated_bodies_are_read_or_refused()
    {
        var random = new Random(11);
        var read = 0;
        for (var round = 0; round < 30_000; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(Seeds[round % Seeds.Length]);
            for (var i = random.Next(3); i >= 0; i--)
                bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : "\"{}[]:,\\u0nt"u8[random.Next(12)];
            var body = bytes.AsMemory(0, random.Next(8) == 0 ? random.Next(bytes.Length) : bytes.Length);
            var error = new ResponsesDialect(round % 2 == 0).TryRead(body, new HeaderDictionary(), out var request);
            Assert.Equal(error is null, request is not null);
            Assert.True(error is null or { Code: GatewayErrorCode.InvalidRequest, Message.Length: > 0 });
            if (request is null)
                continue;
            // What was read can be answered.
            read++;
            var context = Answers.Context() with { Request = request, Body = body };
            Assert.Empty(ResponseStreamGrammar.Read(Answers.Stream(Core.Chat.ChatReplay.Events(Answers.Response(new Core.Chat.ChatPart.Text("x"))), context)).Faults);
        }

        Assert.InRange(read, 1000, 29_000);
    }

    [Fact]
    public void Values_of_every_wrong_kind_are_refused_or_stay_raw()
    {
        foreach (var name in new[]
        {
            "input", "instructions", "tools", "tool_choice", "text", "reasoning", "include", "max_output_tokens", "truncation", "metadata", "safety_identifier", "user", "service_tier",
            "store", "previous_response_id", "conversation", "prompt", "background", "stream", "stream_options", "temperature", "top_logprobs", "parallel_tool_calls", "context_management",
        })
        {
            foreach (var value in new[] { "0", "-1", "1e400", "\"\"", "\"\\ud800\"", "{}", "[]", "[[]]", "[null]", "[{}]", "{\"type\":{}}", "{\"format\":[]}", "true", "null" })
            {
                var body = name == "input" ? $$"""{"model":"m","input":{{value}}}""" : $$"""{"model":"m","input":"x","{{name}}":{{value}}}""";
                var error = new ResponsesDialect(false).TryRead(Encoding.UTF8.GetBytes(body), new HeaderDictionary(), out var request);
                Assert.Equal(error is null, request is not null);
            }
        }
    }

    [Fact]
    public void Many_of_anything_is_read_in_time_that_grows_with_it()
    {
        var items = string.Join(',', Enumerable.Repeat("""{"type":"function_call","call_id":"c","name":"f","arguments":"{}"}""", 50_000));
        Assert.Null(Read($$"""{"model":"m","input":[{{items}}]}"""));
        var fields = string.Join(',', Enumerable.Range(0, 200_000).Select(i => $"\"k{i}\":1"));
        Assert.Equal("metadata", Read($$$"""{"model":"m","input":"x","metadata":{{{{fields}}}}}""")!.Param);
        Assert.Null(Read($$$"""{"model":"m","input":[{"role":"user","content":[{"type":"input_text","text":"x",{{{fields}}}}]}]}"""));
        var phases = string.Join(',', Enumerable.Repeat("""{"role":"assistant","content":"x","phase":"commentary"}""", 50_000));
        Assert.Null(Read($$"""{"model":"m","input":[{{phases}}]}"""));
        Assert.NotNull(Read($$"""{"model":"m","input":{{new string('[', 100_000)}}"""));

        static GatewayError? Read(string body) => new ResponsesDialect(false).TryRead(Encoding.UTF8.GetBytes(body), new HeaderDictionary(), out _);
    }
}
