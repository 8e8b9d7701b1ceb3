using System.Text;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Dialects.Messages;
using HybridAi.Gateway.Errors;
using Microsoft.AspNetCore.Http;

namespace HybridAi.Gateway.Tests.Dialects.Messages;

/// <summary>Bodies as typed requests.</summary>
public sealed class MessagesRequestTests
{
    private const string Hi = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    [Fact]
    public void Every_field_finds_its_member()
    {
        var request = Read("""
            {"model":"claude","max_tokens":7,"temperature":0.5,"top_p":0.9,"top_k":3,"stop_sequences":["a","b"],"stream":true,
            "thinking":{"type":"enabled","budget_tokens":2000,"display":"omitted"},"output_config":{"effort":"high","format":{"type":"json_schema","schema":{"type": "object"}},"task_budget":1},
            "metadata":{"user_id":"u"},"service_tier":"standard_only","cache_control":{"type":"ephemeral","ttl":"1h"},"speed":"fast","container":null,"hybridai":{"cache":"off"},
            "messages":[{"role":"user","content":"Hi"}]}
            """);

        Assert.Equal((ChatDialect.Messages, "claude", 7, true), (request.Dialect, request.Model, request.MaxOutputTokens, request.Stream));
        Assert.Equal(new SamplingOptions { Temperature = 0.5, TopP = 0.9, TopK = 3 }, request.Sampling);
        Assert.Equal(["a", "b"], request.Stop);
        Assert.Equal(new ReasoningOptions { Mode = "enabled", BudgetTokens = 2000, Effort = "high", Show = false }, request.Reasoning);
        Assert.Equal("""{"type": "object"}""", request.Output!.Schema.Decode());
        Assert.Equal(("u", "standard_only", TimeSpan.FromHours(1)), (request.EndUser, request.ServiceTier, request.Cache!.Ttl));
        Assert.Equal(["speed", "output_config/task_budget"], request.Extra.Select(field => field.Path));
    }

    [Fact]
    public void The_system_prompt_is_the_first_message()
    {
        var text = Read($$$$"""{"model":"c","max_tokens":1,"system":"S",{{{{Hi}}}}}""").Messages;
        Assert.Equal((ChatRole.System, "S"), (text[0].Role, Text(text[0].Parts[0])));
        var blocks = Read($$$$"""{"model":"c","max_tokens":1,"system":[{"type":"text","text":"A"},{"type":"text","text":"B","cache_control":{"type":"ephemeral"}}],{{{{Hi}}}}}""").Messages;
        Assert.Equal(["A", "B"], blocks[0].Parts.Select(Text));
        Assert.Equal(new CacheBreakpoint(null), blocks[0].Parts[1].Cache);
    }

    [Fact]
    public void A_users_turn_with_results_becomes_two_messages()
    {
        var messages = Conversation("""
            {"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"f","input":{"a": 1},"caller":{"type":"direct"}}]},
            {"role":"user","content":[{"type":"text","text":"And?"},{"type":"tool_result","tool_use_id":"toolu_1","content":"42","is_error":true},
            {"type":"tool_result","tool_use_id":"toolu_2","content":[{"type":"text","text":"x"},{"type":"tool_reference","tool_name":"t"}]},{"type":"tool_result","tool_use_id":"toolu_3"}]}
            """);

        Assert.Equal([ChatRole.Assistant, ChatRole.Tool, ChatRole.User], messages.Select(message => message.Role));
        var call = (ChatPart.ToolCall)messages[0].Parts[0];
        Assert.Equal(("toolu_1", "f", """{"a": 1}""", "caller"), (call.Id, call.Name, call.Input.Decode(), call.Extra[0].Path));
        var results = messages[1].Parts.Cast<ChatPart.ToolResult>().ToList();
        Assert.Equal(["toolu_1", "toolu_2", "toolu_3"], results.Select(result => result.CallId));
        Assert.Equal((true, "42"), (results[0].IsError, Text(results[0].Parts[0])));
        Assert.Equal("tool_reference", ((ChatPart.Opaque)results[1].Parts[1]).Type);
        Assert.Empty(results[2].Parts);
        Assert.Equal("And?", Text(Assert.Single(messages[2].Parts)));
    }

    [Fact]
    public void Thinking_keeps_its_signature_and_whose_it_is()
    {
        var parts = Conversation("""
            {"role":"assistant","content":[{"type":"thinking","thinking":"Hm","signature":"EqQ="},{"type":"redacted_thinking","data":"hai1.my%2Eopenai.gAAA.b"},
            {"type":"thinking","thinking":"","signature":""},{"type":"tool_use","id":"call_1--hai1--Z2VtaW5pAHNpZw","name":"f","input":{}}]}
            """)[0].Parts;

        Assert.Equal(new Seal("", Verbatim.Of("EqQ=")), parts[0].Seal);
        Assert.Empty(((ChatPart.Reasoning)parts[1]).Texts);
        Assert.Equal(new Seal("my.openai", Verbatim.Of("gAAA.b")), parts[1].Seal);
        Assert.Null(parts[2].Seal);
        Assert.Equal("call_1", ((ChatPart.ToolCall)parts[3]).Id);
        Assert.Equal(new Seal("gemini", Verbatim.Of("sig")), parts[3].Seal);
        var result = Conversation("""{"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1--hai1--Z2VtaW5pAHNpZw","content":"x"}]}""");
        Assert.Equal("call_1", ((ChatPart.ToolResult)result[0].Parts[0]).CallId);
    }

    [Fact]
    public void Media_keeps_its_source()
    {
        var parts = Conversation("""
            {"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AA\u002f="}},{"type":"image","source":{"type":"url","url":"https://e"}},
            {"type":"image","source":{"type":"file","file_id":"f"}},{"type":"document","title":"T","context":"C","citations":{"enabled":true},"source":{"type":"text","media_type":"text/plain","data":"D"}},
            {"type":"document","source":{"type":"content","content":[{"type":"text","text":"X"}]}},
            {"type":"search_result","source":"https://s","title":"N","content":[{"type":"text","text":"Y"}]},{"type":"container_upload","file_id":"f"}]}
            """)[0].Parts;

        Assert.Equal("AA/=", ((MediaSource.Base64)Media(parts[0]).Source).Data.Decode());
        Assert.Equal("image/png", Media(parts[0]).MediaType);
        Assert.Equal("https://e", ((MediaSource.Url)Media(parts[1]).Source).Address);
        Assert.Equal("f", ((MediaSource.File)Media(parts[2]).Source).Id);
        Assert.Equal((MediaKind.Document, "T", "C", true), (Media(parts[3]).Kind, Media(parts[3]).Name, Media(parts[3]).Context, Media(parts[3]).Citable));
        Assert.Equal("D", ((MediaSource.Text)Media(parts[3]).Source).Value);
        Assert.Equal("X", Text(((MediaSource.Parts)Media(parts[4]).Source).Items[0]));
        Assert.Equal(("N", "source", "\"https://s\""), (Media(parts[5]).Name, Media(parts[5]).Extra[0].Path, Media(parts[5]).Extra[0].Json.Decode()));
        Assert.Equal("""{"type":"container_upload","file_id":"f"}""", ((ChatPart.Opaque)parts[6]).Json.Decode());
    }

    [Fact]
    public void Tools_are_functions_or_anthropics_own()
    {
        var request = Read($$$"""
            {"model":"c","max_tokens":1,{{{Hi}}},"tools":[{"name":"f","description":"d","input_schema":{"type": "object"},"strict":true,"cache_control":{"type":"ephemeral","ttl":"5m"},"defer_loading":true},
            {"type":"custom","name":"g","input_schema":{}},{"type":"web_search_20260209","name":"web_search","max_uses":3}],"tool_choice":{"type":"tool","name":"f","disable_parallel_tool_use":true}}
            """);

        var function = (ToolDefinition.Function)request.Tools[0];
        Assert.Equal(("f", "d", """{"type": "object"}""", true, "defer_loading"), (function.Name, function.Description, function.Parameters.Decode(), function.Strict, function.Extra[0].Path));
        Assert.Equal(TimeSpan.FromMinutes(5), function.Cache!.Ttl);
        Assert.Equal("g", ((ToolDefinition.Function)request.Tools[1]).Name);
        Assert.Equal("""{"type":"web_search_20260209","name":"web_search","max_uses":3}""", ((ToolDefinition.Hosted)request.Tools[2]).Json.Decode());
        Assert.Equal((ToolChoiceMode.Named, "f", false), (request.ToolChoice!.Mode, request.ToolChoice.Tools[0].Name, request.ParallelToolCalls));
    }

    [Theory]
    [InlineData("{}", "max_tokens")]
    [InlineData("""{"model":"c","max_tokens":1}""", "messages")]
    [InlineData("""{"model":"c","max_tokens":1,"messages":[]}""", "messages")]
    [InlineData("""{"model":"c","max_tokens":-1,"messages":[{"role":"user","content":"x"}]}""", "max_tokens")]
    [InlineData("""{"model":"c","max_tokens":1.5,"messages":[{"role":"user","content":"x"}]}""", "max_tokens")]
    [InlineData("""{"model":"c","max_tokens":1,"temperature":1.5,"messages":[{"role":"user","content":"x"}]}""", "temperature")]
    [InlineData("""{"model":"c","max_tokens":1,"messages":["x"]}""", "messages[0]")]
    [InlineData("""{"model":"c","max_tokens":1,"messages":[{"role":"tool","content":"x"}]}""", "messages[0].role")]
    [InlineData("""{"model":"c","max_tokens":1,"messages":[{"role":"user"}]}""", "messages[0].content")]
    [InlineData("""{"model":"c","max_tokens":1,"messages":[{"role":"user","content":5}]}""", "messages[0].content")]
    [InlineData("""{"model":"c","max_tokens":1,"messages":[{"role":"user","content":[{"text":"x"}]}]}""", "messages[0].content[0].type")]
    [InlineData("""{"model":"c","max_tokens":1,"messages":[{"role":"user","content":[{"type":"text"}]}]}""", "messages[0].content[0].text")]
    [InlineData("""{"model":"c","max_tokens":1,"messages":[{"role":"user","content":[{"type":"image"}]}]}""", "messages[0].content[0].source")]
    [InlineData("""{"model":"c","max_tokens":1,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"x"}}]}]}""", "messages[0].content[0].source.type")]
    [InlineData("""{"model":"c","max_tokens":1,"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":"{}"}]}]}""", "messages[0].content[0].input")]
    [InlineData("""{"model":"c","max_tokens":1,"messages":[{"role":"user","content":"x"}],"system":[{"type":"image","source":{"type":"url","url":"x"}}]}""", "system[0]")]
    [InlineData("""{"model":"c","max_tokens":1,"messages":[{"role":"user","content":"x"}],"tools":[{"name":"f"}]}""", "tools[0].input_schema")]
    [InlineData("""{"model":"c","max_tokens":1,"messages":[{"role":"user","content":"x"}],"tool_choice":"auto"}""", "tool_choice")]
    [InlineData("""{"model":"c","max_tokens":1,"messages":[{"role":"user","content":"x"}],"tool_choice":{"type":"tool"}}""", "tool_choice.name")]
    [InlineData("""{"model":"c","max_tokens":1,"messages":[{"role":"user","content":"x"}],"thinking":{"type":"enabled"}}""", "thinking.budget_tokens")]
    [InlineData("""{"model":"c","max_tokens":1,"messages":[{"role":"user","content":"x"}],"output_config":{"format":{"type":"json_schema"}}}""", "output_config.format.schema")]
    [InlineData("""{"model":"c","max_tokens":1,"messages":[{"role":"user","content":"x"}],"cache_control":{"type":"ephemeral","ttl":"2h"}}""", "cache_control.ttl")]
    [InlineData("""{"model":"c","max_tokens":1,"messages":[{"role":"user","content":"\ud800"}]}""", null)]
    public void What_is_wrong_is_named(string body, string? field)
    {
        var error = TryRead(body, null, out var request);
        Assert.Null(request);
        Assert.Equal((GatewayErrorCode.InvalidRequest, field), (error!.Code, error.Param));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("2023-06-01", true)]
    [InlineData("2026-10-21", false)]
    public void The_latest_version_takes_less(string? version, bool takes)
    {
        foreach (var (body, field) in new[]
        {
            ($$$$"""{"model":"c","max_tokens":1,"temperature":1,{{{{Hi}}}}}""", "temperature"), ($$$$"""{"model":"c","max_tokens":1,"top_p":1,{{{{Hi}}}}}""", "top_p"),
            ($$$$"""{"model":"c","max_tokens":1,"top_k":1,{{{{Hi}}}}}""", "top_k"),
            ("""{"model":"c","max_tokens":1,"messages":[{"role":"assistant","content":[{"type":"document","source":{"type":"text","data":"x"}}]}]}""", "messages[0].content[0]"),
            ("""{"model":"c","max_tokens":1,"messages":[{"role":"user","content":[{"type":"text","text":"x","citations":[{}]}]}]}""", "messages[0].content[0].citations"),
        })
        {
            var error = TryRead(body, version, out _);
            Assert.Equal(takes ? null : field, error?.Param);
            Assert.True(takes || error!.Message.Contains("2023-06-01", StringComparison.Ordinal));
        }

        Assert.Null(TryRead("""{"model":"c","max_tokens":1,"messages":[{"role":"user","content":[{"type":"text","text":"x","citations":[]}]}]}""", version, out _));
    }

    [Fact]
    public void A_conversation_that_anthropics_servers_hold_is_refused()
    {
        var error = TryRead("""{"model":"c","max_tokens":1,"messages":[{"role":"user","content":"Hi"}],"thread":{"type":"continue","previous_message_id":"msg_1"}}""", "2026-10-21", out _);
        Assert.Equal("thread", error!.Param);
        Assert.Null(TryRead("""{"model":"c","max_tokens":1,"messages":[{"role":"user","content":"Hi"}],"thread":null}""", "2026-10-21", out _));
    }

    [Fact]
    public void An_unknown_version_is_refused_with_the_known_ones()
    {
        var error = TryRead($$$$"""{"model":"c","max_tokens":1,{{{{Hi}}}}}""", "2025-01-01", out _);
        Assert.Equal("anthropic-version", error!.Param);
        Assert.Contains("2023-06-01 or 2026-10-21", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Beta_features_are_kept_by_the_headers_name()
    {
        var headers = new HeaderDictionary { ["anthropic-beta"] = "a,b" };
        new MessagesDialect().TryRead(Encoding.UTF8.GetBytes($$$$"""{"model":"c","max_tokens":1,{{{{Hi}}}}}"""), headers, out var request);
        Assert.Equal([new ExtraField("anthropic-beta", Verbatim.Of("\"a,b\""))], request!.Extra);
    }

    internal static GatewayError? TryRead(string body, string? version, out ChatRequest? request)
    {
        var headers = new HeaderDictionary();
        if (version is not null)
            headers["anthropic-version"] = version;
        return new MessagesDialect().TryRead(Encoding.UTF8.GetBytes(body), headers, out request);
    }

    internal static ChatRequest Read(string body)
    {
        Assert.Null(TryRead(body, null, out var request));
        return request!;
    }

    private static IReadOnlyList<ChatMessage> Conversation(string messages) => Read($$$$"""{"model":"c","max_tokens":1,"messages":[{{{{messages}}}}]}""").Messages;

    private static ChatPart.Media Media(ChatPart part) => (ChatPart.Media)part;

    private static string Text(ChatPart part) => ((ChatPart.Text)part).Value;
}
