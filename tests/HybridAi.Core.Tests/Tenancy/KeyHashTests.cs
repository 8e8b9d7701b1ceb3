using System.Security.Cryptography;
using System.Text;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Tests.Tenancy;

public sealed class KeyHashTests
{
    [Theory]
    [InlineData("")]
    [InlineData("sk-abc")]
    [InlineData("Schlüssel-鍵-🔑")]
    public void It_is_the_SHA_256_of_the_UTF_8(string secret) =>
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret))), KeyHash.Of(secret).ToString());

    [Fact]
    public void It_survives_its_text_form()
    {
        for (var i = 0; i < 500; i++)
        {
            var hash = KeyHash.Of($"key {i}");
            Assert.Equal(64, hash.ToString().Length);
            Assert.Equal(hash, KeyHash.Parse(hash.ToString()));
            Assert.Equal(hash, KeyHash.Parse(hash.ToString().ToUpperInvariant()));
            Assert.Equal(hash.GetHashCode(), KeyHash.Parse(hash.ToString()).GetHashCode());
            Assert.NotEqual(hash, KeyHash.Of($"key {i + 1}"));
        }

        Assert.Equal(new string('0', 64), default(KeyHash).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("ab")]
    [InlineData("zz00000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("000000000000000000000000000000000000000000000000000000000000000000")]
    public void Anything_but_64_hexadecimal_digits_is_refused(string hex) => Assert.Throws<FormatException>(() => KeyHash.Parse(hex));

    [Fact]
    public void Huge_secrets_are_hashed_by_their_first_512_characters()
    {
        var most = new string('鍵', 512);
        Assert.Equal(KeyHash.Of(most), KeyHash.Of(most + new string('x', 100_000)));
        Assert.NotEqual(KeyHash.Of(most), KeyHash.Of(new string('鍵', 511)));
    }

    [Fact]
    public void Hash_codes_spread() =>
        Assert.True(Enumerable.Range(0, 10_000).Select(i => KeyHash.Of($"{i}").GetHashCode()).Distinct().Count() > 9_990);
}
