namespace HybridAi.Gateway.Tests.Dialects.ChatCompletions;

/// <summary>What is wrong with a body is told by its path.</summary>
public sealed class ChatRequestErrorTests
{
    [Theory]
    [InlineData("{}", "model")]
    [InlineData("""{"model":"m"}""", "messages")]
    [InlineData("""{"model":"m","messages":[]}""", "messages")]
    [InlineData("""{"model":"m","messages":"x"}""", "messages")]
    [InlineData("""{"model":"m","messages":["x"]}""", "messages[0]")]
    [InlineData("""{"model":"m","messages":[{"content":"x"}]}""", "messages[0].role")]
    [InlineData("""{"model":"m","messages":[{"role":"robot","content":"x"}]}""", "messages[0].role")]
    [InlineData("""{"model":"m","messages":[{"role":"user"}]}""", "messages[0].content")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":null}]}""", "messages[0].content")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":5}]}""", "messages[0].content")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[5]}]}""", "messages[0].content[0]")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"text":"x"}]}]}""", "messages[0].content[0].type")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"text"}]}]}""", "messages[0].content[0].text")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"image_url"}]}]}""", "messages[0].content[0].image_url")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{}}]}]}""", "messages[0].content[0].image_url.url")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"format":"wav"}}]}]}""", "messages[0].content[0].input_audio.data")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"file","file":{}}]}]}""", "messages[0].content[0].file")]
    [InlineData("""{"model":"m","messages":[{"role":"tool","content":"x"}]}""", "messages[0].tool_call_id")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","tool_calls":[{"type":"function","function":{"name":"f"}}]}]}""", "messages[0].tool_calls[0].id")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"a","type":"function"}]}]}""", "messages[0].tool_calls[0].function")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"a","type":"x"}]}]}""", "messages[0].tool_calls[0].type")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"temperature":3}""", "temperature")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"top_p":"x"}""", "top_p")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"n":0}""", "n")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"max_tokens":0}""", "max_tokens")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"stop":[1]}""", "stop[0]")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"stop":1}""", "stop")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"logit_bias":[]}""", "logit_bias")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"metadata":{"a":1}}""", "metadata.a")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"response_format":{"type":"json_schema"}}""", "response_format.json_schema")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"response_format":{"type":"json_schema","json_schema":{"schema":{}}}}""", "response_format.json_schema.name")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"tools":[{"function":{"name":"f"}}]}""", "tools[0].type")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"tools":[{"type":"function","function":{"name":"f","parameters":"x"}}]}""", "tools[0].function.parameters")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"tools":[{"type":"custom","custom":{"name":"f","format":{"type":"grammar","grammar":{}}}}]}""", "tools[0].custom.format.grammar.syntax")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"tool_choice":"sometimes"}""", "tool_choice")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"tool_choice":{"type":"function"}}""", "tool_choice.function")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"function_call":5}""", "function_call")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"reasoning":{"max_tokens":-1}}""", "reasoning.max_tokens")]
    public void Errors_name_the_field(string body, string param)
    {
        var error = ChatDialectRun.Refused(body);
        Assert.Equal(param, error.Param);
        Assert.Contains(param, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_that_are_no_Unicode_are_refused() =>
        Assert.Contains("Unicode", ChatDialectRun.Refused("""{"model":"m","messages":[{"role":"user","content":"\ud800"}]}""").Message, StringComparison.Ordinal);
}
