using System.Text;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Tests.Wire;

public sealed class ErrorBodyTests
{
    [Theory]
    [InlineData("""{"error":{"message":"boom"}}""", true)]
    [InlineData("""{"id":null,"error":"boom"}""", true)]
    [InlineData(""" {"\u0065rror":{}} """, true)]
    [InlineData("""{"error":null}""", false)]
    [InlineData("""{"error":{"message":"boom"}""", false)]
    [InlineData("""{"choices":[{"error":{}}]}""", false)]
    [InlineData("""{"\ud800":1}""", false)]
    [InlineData("""[{"error":{}}]""", false)]
    [InlineData("data: x", false)]
    [InlineData("", false)]
    public void An_error_is_an_object_with_one(string body, bool expected) => Assert.Equal(expected, ErrorBody.IsError(Encoding.UTF8.GetBytes(body)));
}
