using System.Text.Json.Nodes;
using HybridAi.Core.Chat;

namespace HybridAi.Gateway.Tests.Dialects.ChatCompletions;

/// <summary>What a caller of this dialect says reaches a provider of the same wire as it was said, through the typed model.</summary>
public sealed class ChatRoundTripTests
{
    private const string User = """{"role":"user","content":"Hi"}""";
    private const string Tool = """{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}""";

    [Theory]
    [InlineData("""{"role":"system","content":"Be brief."}""")]
    [InlineData("""{"role":"developer","content":"Be brief.","name":"ops"}""")]
    [InlineData("""{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b","prompt_cache_breakpoint":{"mode":"explicit"}}]}""")]
    [InlineData("""{"role":"user","content":[{"type":"text","text":"a","unknown":{"x":[1]}}],"more":1}""")]
    [InlineData("""{"role":"user","content":"日本語 \"quoted\" \\ \n 😀"}""")]
    [InlineData("""{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://e.com/a.png","detail":"low","tiles":2},"x":1}]}""")]
    [InlineData("""{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]}""")]
    [InlineData("""{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"UklGRg==","format":"wav"}}]}""")]
    [InlineData("""{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"SUQz","format":"mp3"}}]}""")]
    [InlineData("""{"role":"user","content":[{"type":"file","file":{"file_id":"file-1"}}]}""")]
    [InlineData("""{"role":"user","content":[{"type":"file","file":{"file_data":"data:application/pdf;base64,JVBERi0=","filename":"a.pdf"}}]}""")]
    [InlineData("""{"role":"user","content":[{"type":"something_new","something_new":{"a":1}}]}""")]
    [InlineData("""{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\": 1}"}}]},{"role":"tool","tool_call_id":"call_1","content":"42"}""")]
    [InlineData("""{"role":"assistant","content":"Let me see.","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":""}},{"id":"b","type":"custom","custom":{"name":"g","input":"SELECT 1"}}]},{"role":"tool","tool_call_id":"a","content":[{"type":"text","text":"1"},{"type":"text","text":"2"}]},{"role":"tool","tool_call_id":"b","content":""},{"role":"user","content":"x"}""")]
    [InlineData("""{"role":"assistant","content":null,"refusal":"No."},{"role":"user","content":"Why?"}""")]
    [InlineData("""{"role":"assistant","content":null,"audio":{"id":"audio_1"}},{"role":"user","content":"Again"}""")]
    [InlineData("""{"role":"assistant","content":"As I was say","name":"bot"}""")]
    [InlineData("""{"role":"assistant","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},{"role":"user","content":"x"}""")]
    public void Messages(string messages) => Survives($$"""{"model":"m","messages":[{{messages}}]}""");

    [Theory]
    [InlineData("\"temperature\":0.7,\"top_p\":0.9,\"frequency_penalty\":-1.5,\"presence_penalty\":2,\"seed\":-9007199254740993")]
    [InlineData("\"max_completion_tokens\":100,\"n\":2,\"stop\":[\"a\",\"b\"],\"logprobs\":true,\"top_logprobs\":5")]
    [InlineData("\"logit_bias\":{\"50256\":-100},\"store\":true,\"metadata\":{\"a\":\"b\",\"c\":\"\"},\"service_tier\":\"flex\"")]
    [InlineData("\"reasoning_effort\":\"high\",\"verbosity\":\"low\",\"safety_identifier\":\"u1\",\"user\":\"u2\"")]
    [InlineData("\"prompt_cache_key\":\"k\",\"prompt_cache_retention\":\"24h\",\"prompt_cache_options\":{\"ttl\":\"1h\"}")]
    [InlineData("\"modalities\":[\"text\",\"audio\"],\"audio\":{\"voice\":\"ash\",\"format\":\"wav\"}")]
    [InlineData("\"audio\":{\"voice\":{\"id\":\"v1\"},\"format\":\"wav\"}")]
    [InlineData("\"prediction\":{\"type\":\"content\",\"content\":\"x\"},\"web_search_options\":{},\"moderation\":true,\"never/heard\":[{}]")]
    [InlineData("\"response_format\":{\"type\":\"json_object\"}")]
    [InlineData("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"r\",\"description\":\"d\",\"schema\":{\"type\":\"object\",\"properties\":{}},\"strict\":false}}")]
    [InlineData("\"response_format\":{\"type\":\"grammar\",\"grammar\":\"x\"}")]
    public void Settings(string settings) => Survives($$"""{"model":"m","messages":[{{User}}],{{settings}}}""");

    [Theory]
    [InlineData(Tool)]
    [InlineData("""{"type":"function","function":{"name":"f","description":"d","strict":false,"parameters":{"type":"object","properties":{"a":{"type":"string"}}},"x":1},"y":2}""")]
    [InlineData("""{"type":"function","function":{"name":"f"}}""")]
    [InlineData("""{"type":"custom","custom":{"name":"g","description":"d"}}""")]
    [InlineData("""{"type":"custom","custom":{"name":"g","format":{"type":"grammar","grammar":{"definition":"start: A","syntax":"lark"}}}}""")]
    [InlineData("""{"type":"web_search_preview","x":1}""")]
    public void Tools(string tool) => Survives($$"""{"model":"m","messages":[{{User}}],"tools":[{{tool}}],"parallel_tool_calls":false}""");

    [Theory]
    [InlineData("\"none\"")]
    [InlineData("\"auto\"")]
    [InlineData("\"required\"")]
    [InlineData("""{"type":"function","function":{"name":"f"}}""")]
    [InlineData("""{"type":"custom","custom":{"name":"f"}}""")]
    [InlineData("""{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"f"}}]}}""")]
    public void Tool_choices(string choice) => Survives($$"""{"model":"m","messages":[{{User}}],"tools":[{{Tool}}],"tool_choice":{{choice}}}""");

    [Fact]
    public void A_bias_of_no_token_says_nothing()
    {
        var request = ChatDialectRun.Parse($$"""{"model":"m","messages":[{{User}}],"logit_bias":{ } }""");
        Assert.False(ChatFields.IsSet(request, ChatField.LogitBias));
        Assert.Null(ChatDialectRun.Send(request, "mistral").Report.Refusal);
    }

    [Fact]
    public void Streams_ask_for_usage_whoever_wants_it()
    {
        Survives($$"""{"model":"m","messages":[{{User}}],"stream":true,"stream_options":{"include_usage":true,"include_obfuscation":false} }""");
        var request = ChatDialectRun.Parse($$"""{"model":"m","messages":[{{User}}],"stream":true}""");
        Assert.False(request.IncludeUsage);
        Assert.Equal("""{"include_usage":true}""", ChatDialectRun.Send(request).Body!["stream_options"]!.ToJsonString());
    }

    [Fact]
    public void OpenRouters_own_words_reach_it()
    {
        const string body = """
            {"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral","ttl":"1h"}},{"type":"video_url","video_url":{"url":"https://e.com/v.mp4"}}]},
            {"role":"assistant","content":"b","reasoning_details":[{"type":"reasoning.summary","summary":"s"},{"type":"reasoning.encrypted","data":"x","format":"openai-responses-v1","id":"rs_1","index":1},{"type":"reasoning.text","text":"t","signature":"sig","format":"anthropic-claude-v1","index":2}]},
            {"role":"user","content":"c"}],"reasoning":{"effort":"high","exclude":true,"more":1},"top_k":4,"min_p":0.1,"repetition_penalty":1.1,"cache_control":{"type":"ephemeral"},"provider":{"only":["x"]}}
            """;
        Survives(body, "openrouter");
    }

    [Fact]
    public void Of_the_deprecated_form_everything_comes_in_todays()
    {
        var request = ChatDialectRun.Parse("""
            {"model":"m","messages":[{"role":"user","content":"a"},{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}},{"role":"function","name":"f","content":"1"}],
            "functions":[{"name":"f","parameters":{"type":"object"}}],"function_call":{"name":"f"},"max_tokens":5,"user":"u"}
            """);
        var (body, report) = ChatDialectRun.Send(request);
        Assert.Null(report.Dropped);
        Assert.Equal("""
            {"model":"m","messages":[{"role":"user","content":"a"},{"role":"assistant","content":null,"tool_calls":[{"id":"call_function_0","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"call_function_0","content":"1"}],"max_completion_tokens":5,"safety_identifier":"u","tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],"tool_choice":{"type":"function","function":{"name":"f"}}}
            """, body!.ToJsonString());
    }

    [Fact]
    public void The_gateways_options_are_no_field_of_the_provider() =>
        Assert.Empty(ChatDialectRun.Parse("""{"model":"m","messages":[{"role":"user","content":"a"}],"hybridai":{"cache":"off"}}""").Extra);

    [Fact]
    public void Seals_come_back_to_their_places()
    {
        var sealedId = Gateway.Dialects.Seals.ToId("call_1", new Seal("gemini", Verbatim.Of("sig")));
        var request = ChatDialectRun.Parse($$"""
            {"model":"m","messages":[{"role":"user","content":"a"},
            {"role":"assistant","content":"b","reasoning":"ignored","reasoning_details":[
              {"type":"reasoning.text","text":"one ","index":0},{"type":"reasoning.text","text":"two","index":0},{"type":"reasoning.text","signature":"hai1.anthropic.S1==","index":0},
              {"type":"reasoning.encrypted","data":"hai1.anthropic.R","index":1},
              {"type":"reasoning.summary","summary":"s1","index":2},{"type":"reasoning.summary","summary":"s2","index":3},{"type":"reasoning.encrypted","data":"hai1.openai.E","index":4},
              {"type":"reasoning.encrypted","data":"hai1.gemini.late","id":"call_2","index":5}],
             "tool_calls":[{"id":"{{sealedId}}","type":"function","function":{"name":"f","arguments":"{}"} },{"id":"call_2","type":"function","function":{"name":"f","arguments":"{}"} }]},
            {"role":"tool","tool_call_id":"{{sealedId}}","content":"1"},{"role":"tool","tool_call_id":"call_2","content":"2"}]}
            """);
        var parts = request.Messages[1].Parts;
        Assert.Equal("one two", Assert.Single(((ChatPart.Reasoning)parts[0]).Texts).Text);
        Assert.Equal(("anthropic", "S1=="), (parts[0].Seal!.Issuer, parts[0].Seal!.Data.Decode()));
        Assert.Empty(((ChatPart.Reasoning)parts[1]).Texts);
        Assert.Equal("R", parts[1].Seal!.Data.Decode());
        Assert.Equal([new ReasoningText(ReasoningKind.Summary, "s1"), new ReasoningText(ReasoningKind.Summary, "s2")], ((ChatPart.Reasoning)parts[2]).Texts);
        Assert.Equal(("openai", "E"), (parts[2].Seal!.Issuer, parts[2].Seal!.Data.Decode()));
        Assert.Equal(("call_1", "sig"), (((ChatPart.ToolCall)parts[4]).Id, parts[4].Seal!.Data.Decode()));
        Assert.Equal(("call_2", "late"), (((ChatPart.ToolCall)parts[5]).Id, parts[5].Seal!.Data.Decode()));
        Assert.Equal(["call_1", "call_2"], request.Messages[2].Parts.Select(part => ((ChatPart.ToolResult)part).CallId));
    }

    private static void Survives(string body, string profile = "openai")
    {
        var (sent, report) = ChatDialectRun.Send(ChatDialectRun.Parse(body), profile);
        Assert.Null(report.Refusal);
        Assert.Null(report.Dropped);
        var expected = JsonNode.Parse(body)!;
        Assert.True(JsonNode.DeepEquals(expected, sent), $"sent {sent!.ToJsonString()}\nfor  {expected.ToJsonString()}");
    }
}
