using System.Diagnostics;
using System.Text.Json;
using HybridAi.Core.Secrets;

namespace HybridAi.Core.Tests.Secrets;

public sealed class SecretTests
{
    private const string Value = "sk-very-secret";

    [Fact]
    public void It_is_printed_nowhere()
    {
        var secret = new Secret(Value);
        object boxed = secret;
        foreach (var printed in new[]
        {
            secret.ToString(), $"{secret}", $"{boxed}", string.Concat("", boxed), string.Format(null, "{0}", boxed), new Holder(secret).ToString(),
            (Name: "x", Key: secret).ToString(), JsonSerializer.Serialize(secret), JsonSerializer.Serialize(new Holder(secret)),
            JsonSerializer.Serialize(boxed), JsonSerializer.Serialize(new Dictionary<string, object> { ["key"] = secret }),
        })
        {
            Assert.DoesNotContain("very", printed, StringComparison.Ordinal);
            Assert.Contains("***", printed, StringComparison.Ordinal);
        }

        Assert.Equal(Value, secret.Reveal());
    }

    [Fact]
    public void Debuggers_and_public_members_do_not_show_it()
    {
        Assert.Equal("***", typeof(Secret).GetCustomAttributes(false).OfType<DebuggerDisplayAttribute>().Single().Value);
        Assert.Empty(typeof(Secret).GetProperties());
        Assert.Empty(typeof(Secret).GetFields());
    }

    [Fact]
    public void It_is_read_from_JSON()
    {
        Assert.Equal(Value, JsonSerializer.Deserialize<Secret>($"\" {Value} \"")!.Reveal());
        Assert.Null(JsonSerializer.Deserialize<Holder>("""{"Key":null}""")!.Key);
        Assert.Null(JsonSerializer.Deserialize<Holder>("""{"Key":"  "}""")!.Key);
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Holder>("""{"Key":12}"""));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData(" \n", null)]
    [InlineData(" a b\n", "a b")]
    public void FromNullable_takes_blank_for_none_and_trims(string? text, string? expected) => Assert.Equal(expected, Secret.FromNullable(text)?.Reveal());

    [Fact]
    public void A_secret_is_never_null() => Assert.Throws<ArgumentNullException>(() => new Secret(null!));

    private sealed record Holder(Secret? Key);
}
