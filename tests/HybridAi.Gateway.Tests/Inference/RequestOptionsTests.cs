using System.Text;
using HybridAi.Gateway.Inference;
using HybridAi.Providers.Wire;
using Microsoft.AspNetCore.Http;

namespace HybridAi.Gateway.Tests.Inference;

public sealed class RequestOptionsTests
{
    public static TheoryData<string, string, string> Valid() => new()
    {
        { "strategy", "ordered", "Strategy=ordered" },
        { "provider", "openai", "Provider=openai" },
        { "region", "eu", "Region=eu" },
        { "task", "summary", "Task=summary" },
        { "user", "u-1", "User=u-1" },
        { "session", "s 1", "Session=s 1" },
        { "cache", "off", "Cache=Off" },
        { "cache", "REFRESH", "Cache=Refresh" },
        { "cache", "only", "Cache=Only" },
        { "cache", "on", "Cache=On" },
        { "max-cost", "0.05", "MaxCost=0.05" },
        { "max-cost", "1e-05", "MaxCost=0.00001" },
        { "timeout", "1.5s", "Timeout=00:00:01.5000000" },
        { "hedge", "true", "Hedge=True" },
        { "hedge", "False", "Hedge=False" },
        { "tags", "a, b,,c", "Tags=a|b|c" },
    };

    public static TheoryData<string, string> Invalid() => new()
    {
        { "strategy", "cheapest" },
        { "provider", "" },
        { "region", new string('r', 65) },
        { "task", new string('t', 65) },
        { "user", new string('u', 129) },
        { "session", "" },
        { "cache", "" },
        { "cache", "on,off" },
        { "cache", "+1" },
        { "cache", "-5" },
        { "cache", "1" },
        { "cache", "yes" },
        { "max-cost", "-1" },
        { "max-cost", "ten" },
        { "max-cost", "1e400" },
        { "max-cost", "NaN" },
        { "hedge", "yes" },
        { "hedge", "" },
        { "hedge", "1" },
        { "timeout", "30" },
        { "timeout", "1ms" },
        { "timeout", "2d" },
        { "timeout", "-1s" },
        { "tags", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17" },
        { "experiment", "e" },
        { "prompt", "p" },
        { "variables", "v" },
        { "cash", "off" },
    };

    [Theory]
    [MemberData(nameof(Valid))]
    public void Each_option_can_be_given_by_header_and_by_body(string name, string value, string expected)
    {
        Assert.Equal(expected, Show(Read([(name, value)], "{}", out _, out _)));
        Assert.Equal(expected, Show(Read([], Body(name, value), out _, out _)));
        Assert.Equal(expected, Show(Read([], Body(name.Replace('-', '_'), value), out _, out _)));
        Assert.Equal(expected, Show(Read([(name.ToUpperInvariant(), value)], """{"hybridai":null}""", out _, out _)));
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void What_is_unknown_or_invalid_is_named(string name, string value)
    {
        Assert.Null(Read([(name, value)], "{}", out var error, out var param));
        Assert.Equal($"x-hybridai-{name}", param);
        Assert.NotEmpty(error!);
        Assert.Null(Read([], Body(name, value), out error, out param));
        Assert.Equal($"hybridai.{name}", param);
        Assert.NotEmpty(error!);
    }

    [Fact]
    public void Whether_to_hedge_is_true_or_false_in_a_body()
    {
        Assert.Equal("Hedge=True", Show(Read([], """{"hybridai":{"hedge":true}}""", out _, out _)));
        Assert.Equal("Hedge=False", Show(Read([("hedge", "true")], """{"hybridai":{"hedge":false}}""", out _, out _)));
        Assert.Null(Read([], """{"hybridai":{"hedge":1}}""", out _, out var param));
        Assert.Equal("hybridai.hedge", param);
    }

    [Theory]
    [InlineData("""{"hybridai":[]}""")]
    [InlineData("""{"hybridai":"on"}""")]
    [InlineData("""{"hybridai":{"cache":true}}""")]
    [InlineData("""{"hybridai":{"tags":[1]}}""")]
    [InlineData("""{"hybridai":{"tags":["a,b"]}}""")]
    [InlineData("""{"hybridai":{"tags":["a\u0007"]}}""")]
    [InlineData("""{"hybridai":{"user":["a"]}}""")]
    [InlineData("""{"hybridai":{"user":5}}""")]
    [InlineData("""{"hybridai":{"timeout":["30s"]}}""")]
    [InlineData("""{"hybridai":{"provider":["openai"]}}""")]
    [InlineData("""{"hybridai":{"max_cost":["1"]}}""")]
    [InlineData("""{"hybridai":{"task":"a","task":"a"}}""")]
    [InlineData("""{"hybridai":{"max_cost":1,"max-cost":1}}""")]
    [InlineData("""{"hybridai":{"task":"a","t\u0061sk":"a"}}""")]
    [InlineData("""{"hybridai":{"session":"a\nb"}}""")]
    [InlineData("""{"hybridai":{"user":"a\u0000b"}}""")]
    [InlineData("""{"hybridai":{"task":"a\u0085b"}}""")]
    [InlineData("""{"hybridai":{"variables":{"a":1}}}""")]
    [InlineData("""{"hybridai":{"task":"\ud800"}}""")]
    [InlineData("""{"hybridai":{"\udc00":"x"}}""")]
    [InlineData("""{"hybridai":{"":"x"}}""")]
    public void Wrong_types_and_broken_unicode_are_errors_and_no_exceptions(string body)
    {
        Assert.Null(Read([], body, out var error, out var param));
        Assert.NotEmpty(error!);
        Assert.StartsWith("hybridai", param);
    }

    [Fact]
    public void The_body_wins_over_headers_option_by_option()
    {
        var options = Read([("task", "header"), ("session", "s")], """{"hybridai":{"task":"body","max_cost":1e-05}}""", out _, out _)!;
        Assert.Equal(("body", "s", 0.00001m), (options.Task, options.Session, options.MaxCost));
    }

    [Fact]
    public void A_list_of_tags_may_be_a_list()
    {
        Assert.Equal(["a", "b"], Read([], """{"hybridai":{"tags":["a","b"]}}""", out _, out _)!.Tags!);
        Assert.Null(Read([], """{"hybridai":{"tags":[]}}""", out _, out _)!.Tags);
    }

    [Fact]
    public void An_error_does_not_repeat_megabytes()
    {
        var huge = new string('x', 1_000_000);
        Assert.Null(Read([], Body(huge, "x"), out var error, out var param));
        Assert.True(error!.Length < 1000 && param!.Length < 200);
        Assert.Null(Read([], Body("experiment", huge), out error, out _));
        Assert.True(error!.Length < 1000);
    }

    [Fact]
    public void Other_headers_are_nobodys_business() => Assert.Same(RequestOptions.None, Read([], "{}", out _, out _));

    private static string Body(string name, string value) => "{\"hybridai\":{\"" + name + "\":\"" + value + "\"}}";

    private static RequestOptions? Read((string Name, string Value)[] headers, string body, out string? error, out string? param)
    {
        var all = new HeaderDictionary { ["Accept"] = "x", ["x-hybrid"] = "y" };
        foreach (var (name, value) in headers)
            all[$"X-HybridAI-{name}"] = value;
        using var scan = BodyScan.TryScan(Encoding.UTF8.GetBytes(body), out _)!;
        return RequestOptionsReader.TryRead(all, scan, out error, out param);
    }

    // What differs from no options at all, apart from the cache, which is shown whenever nothing else is.
    private static string Show(RequestOptions? options) => string.Join(';', new[]
    {
        options!.Strategy is { } strategy ? $"Strategy={strategy}" : null,
        options.Provider is { } provider ? $"Provider={provider}" : null,
        options.Region is { } region ? $"Region={region}" : null,
        options.Tags is { } tags ? $"Tags={string.Join('|', tags)}" : null,
        options.Task is { } task ? $"Task={task}" : null,
        options.User is { } user ? $"User={user}" : null,
        options.Session is { } session ? $"Session={session}" : null,
        options.MaxCost is { } cost ? $"MaxCost={cost}" : null,
        options.Timeout is { } timeout ? $"Timeout={timeout}" : null,
        options.Hedge is { } hedge ? $"Hedge={hedge}" : null,
    }.OfType<string>().DefaultIfEmpty($"Cache={options.Cache}"));
}
