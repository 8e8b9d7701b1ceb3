using System.Security.Cryptography;
using HybridAi.Core.Caching;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Tests.Caching;

public sealed class CacheKeyTests
{
    [Fact]
    public void A_key_is_written_as_its_hash_and_read_again()
    {
        var hash = SHA256.HashData("request"u8);
        var key = CacheKey.Of(OrganizationId.Default, hash);
        Assert.Equal(Convert.ToHexStringLower(hash), key.HashText());
        Assert.True(CacheKey.TryParse(OrganizationId.Default, key.HashText().ToUpperInvariant(), out var read));
        Assert.Equal(key, read);
        Assert.NotEqual(key, CacheKey.Of(Answers.Other, hash));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0123")]
    [InlineData("g000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("-000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData(" 000000000000000000000000000000000000000000000000000000000000000")]
    public void Anything_else_is_no_key(string? text) => Assert.False(CacheKey.TryParse(OrganizationId.Default, text, out _));

    [Fact]
    public void A_hash_of_another_length_is_refused() => Assert.Throws<ArgumentException>(() => CacheKey.Of(OrganizationId.Default, new byte[31]));
}
