using System.Text;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Dialects;
using HybridAi.Gateway.Dialects.Responses;
using HybridAi.Gateway.Errors;
using Microsoft.AspNetCore.Http;

namespace HybridAi.Gateway.Tests.Dialects.Responses;

public sealed class RequestReaderTests
{
    private static GatewayError? TryRead(string body, out ChatRequest? request, bool storing = false) =>
        new ResponsesDialect(storing).TryRead(Encoding.UTF8.GetBytes(body), new HeaderDictionary(), out request);

    private static ChatRequest Read(string body, bool storing = false)
    {
        var error = TryRead(body, out var request, storing);
        Assert.True(error is null, error?.Message);
        return request!;
    }

    private static IReadOnlyList<ChatMessage> ReadItems(string items) => Read($$"""{"model":"m","input":[{{items}}]}""").Messages;

    private static T Part<T>(string item)
        where T : ChatPart => Assert.IsType<T>(Assert.Single(Assert.Single(ReadItems(item)).Parts));

    private static T UserPart<T>(string part)
        where T : ChatPart => Part<T>($$"""{"role":"user","content":[{{part}}]}""");

    [Fact]
    public void A_text_is_one_user_message_behind_the_instructions()
    {
        var request = Read("""{"model":"m","instructions":"Be brief.","input":"Hi","hybridai":{"cache":"off"}}""");
        Assert.Equal([ChatRole.System, ChatRole.User], request.Messages.Select(message => message.Role));
        Assert.Equal(["Be brief.", "Hi"], request.Messages.Select(message => Assert.IsType<ChatPart.Text>(Assert.Single(message.Parts)).Value));
        Assert.Equal((ChatDialect.Responses, "m", false, true), (request.Dialect, request.Model, request.Stream, request.IncludeUsage));
        Assert.Empty(request.Extra);
        Assert.Null(request.Store);
    }

    [Fact]
    public void Settings_have_their_typed_members()
    {
        var request = Read(
            """
            {"model":"m","input":"x","max_output_tokens":16,"max_tool_calls":3,"temperature":0.5,"top_p":1,"top_logprobs":2,"parallel_tool_calls":false,
            "reasoning":{"effort":"high","summary":"detailed"},"text":{"verbosity":"low","format":{"type":"json_schema","name":"n","schema":{"a": 1},"strict":true,"description":"d"}},
            "metadata":{"a":"b"},"safety_identifier":"who","service_tier":"flex","prompt_cache_key":"k","prompt_cache_retention":"24h","stream":true,"truncation":"disabled",
            "background":false,"store":false,"stream_options":{"include_obfuscation":false},"include":["reasoning.encrypted_content"],"previous_response_id":null}
            """);
        Assert.Equal((16, 3, 0.5, 1.0, 2, true), (request.MaxOutputTokens, request.MaxToolCalls, request.Sampling.Temperature, request.Sampling.TopP, request.TopLogprobs, request.Logprobs));
        Assert.Equal(new ReasoningOptions { Effort = "high", Summary = "detailed", Show = true }, request.Reasoning);
        Assert.Equal(("n", """{"a": 1}""", true, "d"), (request.Output!.Name, request.Output.Schema.Decode(), request.Output.Strict, request.Output.Description));
        Assert.Equal(("low", "who", "flex", "k", "24h"), (request.Verbosity, request.EndUser, request.ServiceTier, request.PromptCacheKey, request.PromptCacheRetention));
        Assert.Equal([new("a", "b")], request.Metadata);
        Assert.Equal((true, false, false), (request.Stream, request.ParallelToolCalls, request.Store));
        Assert.Empty(request.Extra);
    }

    [Theory]
    [InlineData(""" "truncation":"auto" """, "truncation", "\"auto\"")]
    [InlineData(""" "moderation":{"a":1} """, "moderation", """{"a":1}""")]
    [InlineData(""" "reasoning":{"context":"auto"} """, "reasoning/context", "\"auto\"")]
    [InlineData(""" "text":{"other":1} """, "text/other", "1")]
    [InlineData(""" "include":["web_search_call.results"] """, "include", """["web_search_call.results"]""")]
    [InlineData(""" "stream_options":{"include_obfuscation":true} """, "stream_options/include_obfuscation", "true")]
    [InlineData(""" "safety_identifier":"a","user":"b" """, "user", "\"b\"")]
    [InlineData(""" "store":true """, "store", "true")]
    [InlineData(""" "tool_choice":{"type":"mcp","server_label":"s"} """, "tool_choice/server_label", "\"s\"")]
    [InlineData(""" "unheard_of":[1] """, "unheard_of", "[1]")]
    public void What_has_no_member_stays_raw(string field, string path, string json)
    {
        var extra = Assert.Single(Read($$"""{"model":"m","input":"x",{{field}}}""").Extra);
        Assert.Equal((path, json), (extra.Path, extra.Json.Decode()));
    }

    [Fact]
    public void Storing_is_the_gateways_own_where_it_stores() => Assert.Empty(Read("""{"model":"m","input":"x","store":true,"previous_response_id":"resp_1"}""", storing: true).Extra);

    [Fact]
    public void Items_of_one_turn_join_one_message()
    {
        var messages = ReadItems(
            """
            {"role":"user","content":"a"},{"role":"user","content":"b"},
            {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"why"}],"encrypted_content":"gAAA"},
            {"type":"message","id":"msg_1","status":"completed","role":"assistant","content":[{"type":"output_text","text":"c","annotations":[],"logprobs":[]},{"type":"refusal","refusal":"d"}]},
            {"type":"function_call","id":"fc_1","status":"completed","call_id":"call_1","name":"f","arguments":"{\"x\": 1}"},
            {"type":"custom_tool_call","call_id":"call_2","name":"g","input":"go"},
            {"type":"function_call_output","call_id":"call_1","output":"1"},
            {"type":"custom_tool_call_output","call_id":"call_2","output":[{"type":"input_text","text":"2"},{"type":"input_image","image_url":"data:image/png;base64,aGk="}]},
            {"role":"assistant","content":"e"},{"role":"developer","content":"f"}
            """);
        Assert.Equal(
            [ChatRole.User, ChatRole.User, ChatRole.Assistant, ChatRole.Tool, ChatRole.Assistant, ChatRole.Developer], messages.Select(message => message.Role));
        Assert.Equal(["Reasoning", "Text", "Refusal", "ToolCall", "ToolCall"], messages[2].Parts.Select(part => part.ToString()));
        var reasoning = (ChatPart.Reasoning)messages[2].Parts[0];
        Assert.Equal((new Seal(Seals.UnknownIssuer, Verbatim.Of("gAAA")), "rs_1"), (reasoning.Seal, reasoning.ItemId));
        Assert.Equal([new ReasoningText(ReasoningKind.Summary, "why")], reasoning.Texts);
        var call = (ChatPart.ToolCall)messages[2].Parts[3];
        Assert.Equal((ToolKind.Function, "call_1", "f", "{\"x\": 1}", "fc_1"), (call.Kind, call.Id, call.Name, call.Input.Decode(), call.ItemId));
        Assert.Equal((ToolKind.Custom, "go"), (((ChatPart.ToolCall)messages[2].Parts[4]).Kind, ((ChatPart.ToolCall)messages[2].Parts[4]).Input.Decode()));
        Assert.Equal(["call_1", "call_2"], messages[3].Parts.Select(part => ((ChatPart.ToolResult)part).CallId));
        Assert.Equal(["Text", "Media"], ((ChatPart.ToolResult)messages[3].Parts[1]).Parts.Select(part => part.ToString()));
        Assert.All(messages, message => Assert.Empty(message.Extra));
        Assert.All(messages.SelectMany(message => message.Parts), part => Assert.Empty(part.Extra));
    }

    [Fact]
    public void What_the_gateway_sealed_goes_back_as_it_came()
    {
        var seal = new Seal("an.thropic", Verbatim.Of("sig=="));
        var messages = ReadItems(
            $$"""
            {"type":"reasoning","summary":[{"type":"summary_text","text":"a"}],"content":[{"type":"reasoning_text","text":"b"}],"encrypted_content":"{{Seals.ToText(seal)}}"},
            {"type":"function_call","call_id":"{{Seals.ToId("call_1", seal)}}","name":"f","arguments":""},
            {"type":"function_call_output","call_id":"{{Seals.ToId("call_1", seal)}}","output":""}
            """);
        var reasoning = (ChatPart.Reasoning)messages[0].Parts[0];
        Assert.Equal(seal, reasoning.Seal);
        Assert.Equal([new ReasoningText(ReasoningKind.Thought, "a"), new(ReasoningKind.Thought, "b")], reasoning.Texts);
        Assert.Equal(("call_1", seal), (((ChatPart.ToolCall)messages[0].Parts[1]).Id, messages[0].Parts[1].Seal!));
        Assert.Equal("call_1", ((ChatPart.ToolResult)messages[1].Parts[0]).CallId);
    }

    [Fact]
    public void What_nobody_sealed_is_read_as_it_was_told()
    {
        var messages = ReadItems("""{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"a"}],"encrypted_content":"hai1.~."}""");
        var reasoning = Assert.IsType<ChatPart.Reasoning>(Assert.Single(messages[0].Parts));
        Assert.Null(reasoning.Seal);
        Assert.Equal([new ReasoningText(ReasoningKind.Thought, "a")], reasoning.Texts);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"encrypted_content\":\"hai1.~.\"")]
    [InlineData(",\"encrypted_content\":\"hai1..\"")]
    public void Reasoning_that_says_nothing_is_no_part(string more) => Assert.Empty(ReadItems($$"""{"type":"reasoning","id":"rs_1","summary":[]{{more}}}"""));

    [Fact]
    public void Hosted_and_unknown_items_stay_whole()
    {
        var messages = ReadItems("""{"type":"web_search_call","id":"ws_1","action":{"x":1}},{"type":"computer_call_output","call_id":"c"},{"type":"from_the_future"}""");
        Assert.Equal([ChatRole.Assistant, ChatRole.Tool, ChatRole.Assistant], messages.Select(message => message.Role));
        var opaque = Assert.IsType<ChatPart.Opaque>(messages[0].Parts[0]);
        Assert.Equal(("responses", "web_search_call", """{"type":"web_search_call","id":"ws_1","action":{"x":1}}"""), (opaque.Wire, opaque.Type, opaque.Json.Decode()));
    }

    [Fact]
    public void Images_are_addresses_data_or_files()
    {
        var image = UserPart<ChatPart.Media>("""{"type":"input_image","image_url":"https://a.example/b.png","detail":"high"}""");
        Assert.Equal((MediaKind.Image, new MediaSource.Url("https://a.example/b.png"), "high"), (image.Kind, image.Source, image.Detail));
        image = UserPart<ChatPart.Media>("""{"type":"input_image","image_url":"data:image/PNG;base64,aGk=","prompt_cache_breakpoint":{"mode":"explicit"}}""");
        Assert.Equal((new MediaSource.Base64(Verbatim.Of("aGk=")), "image/png", new CacheBreakpoint(null)), (image.Source, image.MediaType, image.Cache));
        image = UserPart<ChatPart.Media>("""{"type":"input_image","file_id":"file_1"}""");
        Assert.Equal(new MediaSource.File("file_1"), image.Source);
    }

    [Fact]
    public void Files_and_sounds_too()
    {
        var file = UserPart<ChatPart.Media>("""{"type":"input_file","filename":"a.PDF","file_data":"aGk="}""");
        Assert.Equal((MediaKind.Document, new MediaSource.Base64(Verbatim.Of("aGk=")), "application/pdf", "a.PDF"), (file.Kind, file.Source, file.MediaType, file.Name));
        file = UserPart<ChatPart.Media>("""{"type":"input_file","file_data":"data:video/mp4;base64,aGk="}""");
        Assert.Equal((MediaKind.Video, "video/mp4"), (file.Kind, file.MediaType));
        Assert.Equal(new MediaSource.Url("https://a.example/b.pdf"), UserPart<ChatPart.Media>("""{"type":"input_file","file_url":"https://a.example/b.pdf"}""").Source);
        Assert.Equal(new MediaSource.File("f"), UserPart<ChatPart.Media>("""{"type":"input_file","file_id":"f"}""").Source);
        var sound = UserPart<ChatPart.Media>("""{"type":"input_audio","input_audio":{"data":"aGk=","format":"mp3"}}""");
        Assert.Equal((MediaKind.Audio, "audio/mpeg"), (sound.Kind, sound.MediaType));
    }

    [Fact]
    public void Annotations_are_citations()
    {
        var text = Part<ChatPart.Text>(
            """{"role":"assistant","content":[{"type":"output_text","text":"x","annotations":[{"type":"url_citation","start_index":1,"end_index":2,"url":"u","title":"t"}]}]}""");
        var citation = Assert.Single(text.Citations);
        Assert.Equal(("responses", 1, 2, "u", "t"), (citation.Wire, citation.Start, citation.End, citation.Url, citation.Title));
    }

    [Fact]
    public void Tools_and_choices()
    {
        var request = Read(
            """
            {"model":"m","input":"x","tools":[{"type":"function","name":"f","description":"d","parameters":{"type":"object"},"strict":true,"defer_loading":true},{"type":"function","name":"g","parameters":null},
            {"type":"custom","name":"c","format":{"type":"grammar","syntax":"lark","definition":"start: x"}},{"type":"web_search","filters":{}}],
            "tool_choice":{"type":"allowed_tools","mode":"required","tools":[{"type":"function","name":"f"},{"type":"web_search"}]}}
            """);
        var function = Assert.IsType<ToolDefinition.Function>(request.Tools[0]);
        Assert.Equal(("f", "d", """{"type":"object"}""", true), (function.Name, function.Description, function.Parameters.Decode(), function.Strict));
        Assert.Equal("defer_loading", Assert.Single(function.Extra).Path);
        Assert.True(((ToolDefinition.Function)request.Tools[1]).Parameters.IsEmpty);
        Assert.Equal(("lark", "start: x"), (((ToolDefinition.Custom)request.Tools[2]).Syntax, ((ToolDefinition.Custom)request.Tools[2]).Grammar));
        Assert.Equal("web_search", ((ToolDefinition.Hosted)request.Tools[3]).Type);
        Assert.Equal(ToolChoiceMode.Required, request.ToolChoice!.Mode);
        Assert.Equal([new ToolReference(ToolKind.Function, "f"), new(ToolKind.Hosted, "web_search")], request.ToolChoice.Tools);
    }

    [Theory]
    [InlineData("\"none\"", ToolChoiceMode.None, null)]
    [InlineData("\"auto\"", ToolChoiceMode.Auto, null)]
    [InlineData("\"required\"", ToolChoiceMode.Required, null)]
    [InlineData("""{"type":"function","name":"f"}""", ToolChoiceMode.Named, "f")]
    [InlineData("""{"type":"custom","name":"c"}""", ToolChoiceMode.Named, "c")]
    [InlineData("""{"type":"file_search"}""", ToolChoiceMode.Named, "file_search")]
    public void A_choice_of_tools(string json, ToolChoiceMode mode, string? name)
    {
        var choice = Read($$"""{"model":"m","input":"x","tool_choice":{{json}}}""").ToolChoice!;
        Assert.Equal((mode, name), (choice.Mode, choice.Tools.Count == 0 ? null : choice.Tools[0].Name));
    }

    [Theory]
    [InlineData("""{"model":"m"}""", "input")]
    [InlineData("""{"model":"m","input":1}""", "input")]
    [InlineData("""{"model":"m","input":["x"]}""", "input[0]")]
    [InlineData("""{"model":"m","input":[{}]}""", "input[0].type")]
    [InlineData("""{"model":"m","input":[{"type":"message"}]}""", "input[0].role")]
    [InlineData("""{"model":"m","input":[{"role":"robot","content":"x"}]}""", "input[0].role")]
    [InlineData("""{"model":"m","input":[{"role":"user"}]}""", "input[0].content")]
    [InlineData("""{"model":"m","input":[{"role":"user","content":{}}]}""", "input[0].content")]
    [InlineData("""{"model":"m","input":[{"role":"user","content":"a"},{"role":"user","content":"b"},{"role":"user","content":[{"type":"input_text"}]}]}""", "input[2].content[0].text")]
    [InlineData("""{"model":"m","input":[{"role":"user","content":[{"type":"text","text":"x"}]}]}""", "input[0].content[0].type")]
    [InlineData("""{"model":"m","input":[{"role":"user","content":[{"type":"input_image"}]}]}""", "input[0].content[0].image_url")]
    [InlineData("""{"model":"m","input":[{"role":"user","content":[{"type":"input_image","image_url":"data:x"}]}]}""", "input[0].content[0].image_url")]
    [InlineData("""{"model":"m","input":[{"role":"user","content":[{"type":"input_file"}]}]}""", "input[0].content[0]")]
    [InlineData("""{"model":"m","input":[{"role":"assistant","content":[{"type":"input_image","image_url":"x"}]}]}""", "input[0].content[0].type")]
    [InlineData("""{"model":"m","input":[{"type":"function_call","name":"f","arguments":"{}"}]}""", "input[0].call_id")]
    [InlineData("""{"model":"m","input":[{"type":"function_call","call_id":"c","name":"f","arguments":{}}]}""", "input[0].arguments")]
    [InlineData("""{"model":"m","input":[{"type":"function_call_output","call_id":"c"}]}""", "input[0].output")]
    [InlineData("""{"model":"m","input":[{"type":"reasoning","summary":[{"type":"summary_text"}]}]}""", "input[0].summary[0].text")]
    [InlineData("""{"model":"m","input":[{"type":"item_reference","id":"msg_1"}]}""", "input[0].id")]
    [InlineData("""{"model":"m","input":"x","previous_response_id":"resp_1"}""", "previous_response_id")]
    [InlineData("""{"model":"m","input":"x","conversation":"conv_1"}""", "conversation")]
    [InlineData("""{"model":"m","input":"x","prompt":{"id":"p"}}""", "prompt")]
    [InlineData("""{"model":"m","input":"x","background":true}""", "background")]
    [InlineData("""{"model":"m","input":"x","truncation":"some"}""", "truncation")]
    [InlineData("""{"model":"m","input":"x","text":{"format":{"type":"xml"}}}""", "text.format.type")]
    [InlineData("""{"model":"m","input":"x","text":{"format":{"type":"json_schema","name":"n"}}}""", "text.format.schema")]
    [InlineData("""{"model":"m","input":"x","tools":[{"type":"function"}]}""", "tools[0].name")]
    [InlineData("""{"model":"m","input":"x","tools":[{"type":"function","function":{"name":"f"}}]}""", "tools[0].name")]
    [InlineData("""{"model":"m","input":"x","tool_choice":"maybe"}""", "tool_choice")]
    [InlineData("""{"model":"m","input":"x","tool_choice":{"type":"function"}}""", "tool_choice.name")]
    [InlineData("""{"model":"m","input":"x","max_output_tokens":0}""", "max_output_tokens")]
    [InlineData("""{"model":"m","input":"x","temperature":3}""", "temperature")]
    [InlineData("""{"model":"m","input":"x","metadata":{"a":1}}""", "metadata.a")]
    [InlineData("""{"model":"m","input":"x","include":"all"}""", "include")]
    public void What_is_wrong_is_named_by_its_path(string body, string param)
    {
        var error = TryRead(body, out var request);
        Assert.Null(request);
        Assert.Equal((GatewayErrorCode.InvalidRequest, param), (error!.Code, error.Param));
        Assert.Contains(param, error.Message);
    }

    [Fact]
    public void Where_stored_responses_would_be_needed_it_says_how_to_have_them()
    {
        Assert.Contains("Responses:Storage:Enabled", TryRead("""{"model":"m","input":"x","previous_response_id":"resp_1"}""", out _)!.Message);
        Assert.Contains("Responses:Storage:Enabled", TryRead("""{"model":"m","input":[{"type":"item_reference","id":"msg_1"}]}""", out _)!.Message);
    }
}
