using HybridAi.ServiceDefaults.Discovery;
using Microsoft.Extensions.Configuration;

namespace HybridAi.ServiceDefaults.Tests.Discovery;

/// <summary>A service's name leads to its instances, in turn; any other address stays.</summary>
public sealed class ServiceResolverTests
{
    [Fact]
    public void Each_call_goes_to_the_next_instance_and_keeps_its_path()
    {
        var resolver = Resolver(("services:gateway:http:0", "http://10.0.0.1:8080"), ("services:gateway:http:1", "10.0.0.2:9090"));
        var asked = new Uri("http://gateway/api/usage?from=1&to=%2F");
        string[] places = [.. Enumerable.Range(0, 4).Select(turn => resolver.Resolve(asked, (uint)turn).AbsoluteUri)];
        Assert.Equal(
            ["http://10.0.0.1:8080/api/usage?from=1&to=%2F", "http://10.0.0.2:9090/api/usage?from=1&to=%2F", "http://10.0.0.1:8080/api/usage?from=1&to=%2F", "http://10.0.0.2:9090/api/usage?from=1&to=%2F"],
            places);
    }

    [Fact]
    public void The_first_scheme_that_is_listed_is_taken()
    {
        Assert.Equal("https://safe:1/x", Resolver(("services:gateway:https:0", "https://safe:1"), ("services:gateway:http:0", "http://plain:2")).Resolve(new Uri("https+http://gateway/x"), 0).AbsoluteUri);
        Assert.Equal("http://plain:2/x", Resolver(("services:gateway:http:0", "http://plain:2")).Resolve(new Uri("https+http://gateway/x"), 0).AbsoluteUri);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080/x", "http://127.0.0.1:8080/x")]
    [InlineData("https+http://elsewhere/x", "https://elsewhere/x")]
    public void What_no_service_has_is_called_as_it_stands(string asked, string called) =>
        Assert.Equal(called, Resolver(("services:gateway:http:0", "http://plain:2")).Resolve(new Uri(asked), 0).AbsoluteUri);

    private static ServiceResolver Resolver(params (string Key, string Value)[] settings) => new(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build());
}
