using HybridAi.Core.Chat;
using HybridAi.Gateway.Dialects;
using HybridAi.Gateway.Dialects.Responses;
using HybridAi.Gateway.Dialects.Json;
using System.Text;

namespace HybridAi.Gateway.Tests.Dialects;

public sealed class SealsTests
{
    [Theory]
    [InlineData("anthropic", "EqQB/+==", false)]
    [InlineData("my.own-provider_1", "a.b.c", true)]
    [InlineData("", "x", true)]
    public void A_seal_comes_back_from_its_text_byte_by_byte(string issuer, string data, bool ofWords)
    {
        var seal = new Seal(issuer, Verbatim.Of(data));
        var text = Seals.ToText(seal, ofWords);
        Assert.Equal(seal, Seals.FromText(text, out var had));
        Assert.Equal(ofWords, had);
        Assert.True(Seals.Occur(Encoding.UTF8.GetBytes($"{{\"signature\":\"{text}\"}}")));
    }

    [Theory]
    [InlineData("EqQB")]
    [InlineData("hai1")]
    [InlineData("hai1.")]
    [InlineData("")]
    public void A_text_that_names_no_issuer_is_of_an_unknown_one(string text) =>
        Assert.Equal(new Seal(Seals.UnknownIssuer, Verbatim.Of(text)), Seals.FromText(text));

    [Theory]
    [InlineData(false, "hai1..")]
    [InlineData(true, "hai1.~.")]
    public void What_stands_for_no_seal_is_none_but_keeps_a_body_from_passing(bool ofWords, string expected)
    {
        var text = Seals.Unsealed(ofWords);
        Assert.Equal(expected, text);
        Assert.Null(Seals.FromText(text, out var had));
        Assert.Equal((ofWords, true), (had, Seals.IsNamed(text)));
        Assert.True(Seals.Occur(Encoding.UTF8.GetBytes($"{{\"signature\":\"{text}\"}}")));
    }

    [Fact]
    public void A_seal_comes_back_from_a_tool_calls_id_that_any_client_takes()
    {
        var seal = new Seal("my.gemini", new Verbatim(new byte[] { 0, 1, 254, 255 }));
        var id = Seals.ToId("call_1", seal);
        Assert.All(id, character => Assert.True(char.IsAsciiLetterOrDigit(character) || character is '-' or '_'));
        Assert.Equal("call_1", Seals.FromId(id, out var found));
        Assert.Equal(seal, found);
        Assert.Equal("call_1--hai1--!", Seals.FromId("call_1--hai1--!", out var none));
        Assert.Null(none);
        Assert.Equal("call_1", Seals.ToId("call_1", null));
    }

    [Theory]
    [InlineData("hai1.~anthropic.SIG", 1)]
    [InlineData("hai1.anthropic.SIG", 0)]
    public void Reasoning_whose_words_a_client_lost_is_not_taken_for_hidden_one(string encrypted, int texts)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"model":"m","input":[{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"{{encrypted}}"},{"role":"user","content":"Go on."}]}""");
        Assert.Null(new ResponsesDialect(storing: false).TryRead(body, new Microsoft.AspNetCore.Http.HeaderDictionary(), out var request));
        var reasoning = Assert.Single(request!.Messages.SelectMany(message => message.Parts).OfType<ChatPart.Reasoning>());
        Assert.Equal(texts, reasoning.Texts.Count);
        Assert.Equal("anthropic", reasoning.Seal!.Issuer);
    }
}
