using System.Text;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.Tests.Anthropic;

/// <summary>Conversations as turns of content blocks.</summary>
public sealed class AnthropicConversationTests
{
    private static readonly Seal Own = new("anthropic", Verbatim.Of("EqQB+/=="));

    [Fact]
    public void The_system_prompt_stands_apart_as_a_text_or_as_blocks()
    {
        Assert.StartsWith("{\"system\":\"Be brief.\",\"messages\":", Wire.Rest(Wire.Request(System("Be brief."), Wire.User("Hi"))), StringComparison.Ordinal);
        Assert.StartsWith(
            """{"system":[{"type":"text","text":"A"},{"type":"text","text":"B","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":"Hi"}]""",
            Wire.Rest(Wire.Request(
                System("A"), new ChatMessage(ChatRole.Developer, [new ChatPart.Text(" "), new ChatPart.Text("B") { Cache = new CacheBreakpoint(null) }]), Wire.User("Hi"))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_system_message_amid_the_conversation_is_the_users_but_for_anthropics_own_callers()
    {
        var request = Wire.Request(Wire.User("Hi"), Wire.Assistant(new ChatPart.Text("Hello")), System("Now in French."), Wire.User("Go on"));
        Assert.Equal(
            """[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"},{"role":"user","content":[{"type":"text","text":"Now in French."},{"type":"text","text":"Go on"}]}]""",
            Messages(request));
        Assert.EndsWith("""{"role":"system","content":"Now in French."},{"role":"user","content":"Go on"}]""", Messages(request with { Dialect = ChatDialect.Messages }), StringComparison.Ordinal);
    }

    [Fact]
    public void Results_of_tools_come_first_in_one_turn_of_the_user()
    {
        var request = Wire.Request(
            Wire.User("Weather?"),
            Wire.Assistant(new ChatPart.Text("Let me see."), Wire.Call("call_1", "weather", """{"city": "Rome"}"""), Wire.Call("functions.f:1", "f", "")),
            Wire.User("Quickly!"),
            Wire.Results(
                new ChatPart.ToolResult("call_1", [new ChatPart.Text("Sun")]),
                new ChatPart.ToolResult("functions.f:1", [new ChatPart.Text("a"), Image()]) { IsError = true, Name = "f" },
                new ChatPart.ToolResult("call_3", [])));

        Assert.Equal(
            """[{"role":"user","content":"Weather?"},{"role":"assistant","content":[{"type":"text","text":"Let me see."},{"type":"tool_use","id":"call_1","name":"weather","input":{"city": "Rome"}},{"type":"tool_use","id":"functions_f_1","name":"f","input":{}}]},"""
            + """{"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":"Sun"},{"type":"tool_result","tool_use_id":"functions_f_1","content":[{"type":"text","text":"a"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}],"is_error":true},{"type":"tool_result","tool_use_id":"call_3"},{"type":"text","text":"Quickly!"}]}]""",
            Messages(request));
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{\"a\":")]
    [InlineData("{} {}")]
    [InlineData("words")]
    public void Arguments_that_are_no_object_are_refused(string arguments) =>
        Assert.Equal("messages", Wire.Refusal(Wire.Request(Wire.User("Hi"), Wire.Assistant(Wire.Call("c", "f", arguments)), Wire.User("Go on"))).Param);

    [Fact]
    public void The_input_of_a_tool_of_plain_text_is_wrapped() => Assert.Contains(
        "\"input\":{\"input\":\"SELECT \\\"a\\\"\"}",
        Messages(Wire.Request(Wire.User("Hi"), Wire.Assistant(new ChatPart.ToolCall(ToolKind.Custom, "c", "sql", Verbatim.Of("SELECT \"a\""))), Wire.User("x"))), StringComparison.Ordinal);

    [Fact]
    public void Reasoning_goes_back_to_its_issuer_only()
    {
        var request = Wire.Request(
            Wire.User("Hi"),
            Wire.Assistant(
                new ChatPart.Reasoning([new ReasoningText(ReasoningKind.Thought, "Hm.")]) { Seal = Own }, new ChatPart.Reasoning([]) { Seal = Own },
                new ChatPart.Reasoning([new ReasoningText(ReasoningKind.Thought, "")]) { Seal = Own }, new ChatPart.Text("Hello")),
            Wire.User("Go on"));
        Assert.Contains(
            """[{"type":"thinking","thinking":"Hm.","signature":"EqQB+/=="},{"type":"redacted_thinking","data":"EqQB+/=="},{"type":"thinking","thinking":"","signature":"EqQB+/=="},{"type":"text","text":"Hello"}]""",
            Messages(request), StringComparison.Ordinal);

        foreach (var seal in new[] { null, new Seal("gemini", Verbatim.Of("x")), new Seal("", Verbatim.Of("x")) })
        {
            var other = Wire.Request(Wire.User("Hi"), Wire.Assistant(new ChatPart.Reasoning([new ReasoningText(ReasoningKind.Thought, "Hm.")]) { Seal = seal }, new ChatPart.Text("Hello")), Wire.User("x"));
            Assert.Contains("""{"role":"assistant","content":"Hello"}""", Messages(other), StringComparison.Ordinal);
            Assert.Equal(["messages[].reasoning"], Wire.Write(other).Report.Dropped!);
        }

        var unnamed = Wire.Request(Wire.User("Hi"), Wire.Assistant(new ChatPart.Reasoning([]) { Seal = new Seal("", Verbatim.Of("x")) }), Wire.User("x"));
        Assert.Contains("redacted_thinking", Messages(unnamed with { Dialect = ChatDialect.Messages }), StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_texts_and_turns_are_left_out_and_neighbours_joined()
    {
        var request = Wire.Request(Wire.User("A"), Wire.Assistant(new ChatPart.Text("")), Wire.User("\n"), Wire.User("B"), Wire.Assistant(new ChatPart.Refusal("No.")), Wire.User("C"));
        Assert.Equal(
            """[{"role":"user","content":[{"type":"text","text":"A"},{"type":"text","text":"B"}]},{"role":"assistant","content":"No."},{"role":"user","content":"C"}]""", Messages(request));
        Assert.Equal("messages", Wire.Refusal(Wire.Request(System("Only me"))).Param);
        Assert.Equal("messages", Wire.Refusal(Wire.Request(Wire.User(" "))).Param);
        var prompt = Wire.Refusal(Wire.Request(Wire.User("")) with { Dialect = ChatDialect.Completions });
        Assert.Equal(("prompt", "anthropic/claude-opus-4-6 takes no empty prompt; write something into 'prompt'."), (prompt.Param, prompt.Message));
    }

    [Fact]
    public void An_empty_text_is_refused_only_if_nothing_else_is_said_last()
    {
        ChatMessage[] called = [Wire.User("A"), Wire.Assistant(Wire.Call("c", "f", "{}")), Wire.Results(new ChatPart.ToolResult("c", [new ChatPart.Text("1")]))];
        Assert.Equal(Messages(Wire.Request(called)), Messages(Wire.Request([.. called, Wire.User(" ")])));
        Assert.Equal("""[{"role":"user","content":"Hi"}]""", Messages(Wire.Request(Wire.User("Hi"), System(""))));
        Assert.Equal("messages", Wire.Refusal(Wire.Request(Wire.User("A"), Wire.Assistant(new ChatPart.Text("B")), Wire.User("\n"), System(" "))).Param);
    }

    [Fact]
    public void An_answer_that_was_begun_is_continued_by_the_models_that_can()
    {
        var request = Wire.Request(Wire.User("Hi"), Wire.Assistant(new ChatPart.Text("The answer is (")));
        Assert.EndsWith("""{"role":"assistant","content":"The answer is ("}]""", Messages(request, Wire.Sonnet45), StringComparison.Ordinal);
        Assert.Equal("messages", Wire.Refusal(request).Param);
        var paused = Wire.Request(Wire.User("Hi"), Wire.Assistant(new ChatPart.Opaque("messages", "server_tool_use", Verbatim.Of("""{"type":"server_tool_use"}"""))));
        Assert.EndsWith("""{"role":"assistant","content":[{"type":"server_tool_use"}]}]""", Messages(paused), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(MediaCases))]
    public void Media_is_written_as_its_kind_of_block(ChatPart.Media media, string expected) => Assert.Equal(
        $$$$"""[{"role":"user","content":[{{{{expected}}}}]}]""", Messages(Wire.Request(new ChatMessage(ChatRole.User, [media])) with { Dialect = ChatDialect.Messages }));

    public static TheoryData<ChatPart.Media, string> MediaCases() => new()
    {
        { Image(), """{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}""" },
        { new(MediaKind.Image, new MediaSource.Url("https://e.org/a.png")) { Cache = new CacheBreakpoint(null) }, """{"type":"image","source":{"type":"url","url":"https://e.org/a.png"},"cache_control":{"type":"ephemeral"}}""" },
        { new(MediaKind.Image, new MediaSource.File("file_1")), """{"type":"image","source":{"type":"file","file_id":"file_1"}}""" },
        {
            new(MediaKind.Document, Base64("AAAA")) { MediaType = "application/pdf", Name = "a.pdf", Context = "c", Citable = true },
            """{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"AAAA"},"title":"a.pdf","context":"c","citations":{"enabled":true}}"""
        },
        { new(MediaKind.Document, Base64("R3LDvMOfZQ==")) { MediaType = "text/markdown" }, """{"type":"document","source":{"type":"text","media_type":"text/plain","data":"Grüße"}}""" },
        { new(MediaKind.Document, new MediaSource.Text("T")), """{"type":"document","source":{"type":"text","media_type":"text/plain","data":"T"}}""" },
        { new(MediaKind.Document, new MediaSource.Parts([new ChatPart.Text("T")])), """{"type":"document","source":{"type":"content","content":"T"}}""" },
        {
            new(MediaKind.Document, new MediaSource.Parts([new ChatPart.Text("T")])) { Name = "N", Extra = [new ExtraField("source", Verbatim.Of("\"https://e.org\""))] },
            """{"type":"search_result","title":"N","content":[{"type":"text","text":"T"}],"source":"https://e.org"}"""
        },
    };

    [Fact]
    public void Media_that_anthropic_does_not_take_is_refused()
    {
        Refused(new ChatPart.Media(MediaKind.Audio, Base64("AAAA")));
        Refused(new ChatPart.Media(MediaKind.Video, new MediaSource.Url("https://e.org")));
        Refused(new ChatPart.Media(MediaKind.Image, Base64("AAAA")));
        Refused(new ChatPart.Media(MediaKind.Image, new MediaSource.File("file-1")));
        Refused(new ChatPart.Media(MediaKind.Document, Base64("AAAA")) { MediaType = "application/zip" });
        Refused(new ChatPart.Media(MediaKind.Document, Base64("/w==")) { MediaType = "text/plain" });
        Refused(new ChatPart.Media(MediaKind.Document, Base64("!")) { MediaType = "text/plain" });
        Refused(new ChatPart.Opaque("responses", "web_search_call", Verbatim.Of("{}")));
        Refused(new ChatPart.Speech(default, "") { ItemId = "audio_1" });

        static void Refused(ChatPart part) => Assert.Equal("messages", Wire.Refusal(Wire.Request(new ChatMessage(ChatRole.User, [part]))).Param);
    }

    [Fact]
    public void Citations_of_this_wire_go_back_and_need_the_first_version_on_the_users_side()
    {
        var text = new ChatPart.Text("T") { Citations = [new Citation("messages", Verbatim.Of("{\"type\":\"char_location\"}")), new Citation("chat", Verbatim.Of("{}"))] };
        var (body, report) = Wire.Write(Wire.Request(new ChatMessage(ChatRole.User, [text])));
        Assert.Contains("""{"type":"text","text":"T","citations":[{"type":"char_location"}]}""", Encoding.UTF8.GetString(body!.Json.Span), StringComparison.Ordinal);
        Assert.Equal("2023-06-01", body.Headers[0].Value);
        Assert.Equal(["messages[].annotations"], report.Dropped!);
        Assert.Equal("2026-10-21", Wire.Write(Wire.Request(Wire.User("Hi"), Wire.Assistant(text), Wire.User("x"))).Body!.Headers[0].Value);
    }

    [Fact]
    public void Small_things_that_anthropic_has_no_place_for_are_named()
    {
        var (_, report) = Wire.Write(Wire.Request(
            new ChatMessage(ChatRole.User, [Image() with { Detail = "high" }, new ChatPart.Text("T") { Extra = [new ExtraField("foo", Verbatim.Of("1"))] }])
            {
                Name = "Ann", Extra = [new ExtraField("bar", Verbatim.Of("1"))],
            }));
        Assert.Equal(["messages[].name", "messages[].bar", "messages[].content[].image_url.detail", "messages[].content[].foo"], report.Dropped!);
    }

    private static MediaSource.Base64 Base64(string data) => new(Verbatim.Of(data));

    private static ChatPart.Media Image() => new(MediaKind.Image, Base64("AAAA")) { MediaType = "image/png" };

    private static ChatMessage System(string text) => new(ChatRole.System, [new ChatPart.Text(text)]);

    private static string Messages(ChatRequest request, string model = "claude-opus-4-6")
    {
        var json = Wire.Json(request, model);
        return json[(json.IndexOf("\"messages\":", StringComparison.Ordinal) + 11)..^1];
    }
}
