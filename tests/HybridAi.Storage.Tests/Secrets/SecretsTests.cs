using System.Net;
using System.Security.Cryptography;
using System.Text;
using HybridAi.Core.Secrets;
using HybridAi.Storage.Secrets;
using HybridAi.Storage.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAi.Storage.Tests.Secrets;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SecretsTests : IDisposable
{
    private static readonly Secret KeyA = new(new string('a', 64)), KeyB = new(new string('b', 64));
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_sealed_secret_opens_and_never_looks_the_same_twice()
    {
        var protector = new SecretProtector(MasterKey.Parse(KeyA), "provider-keys");
        var box = protector.Seal("openai", new Secret("sk-123"));
        Assert.Equal("sk-123", protector.Open("openai", box).Reveal());
        Assert.NotEqual(box, protector.Seal("openai", new Secret("sk-123")));
        Assert.DoesNotContain("sk-123", Encoding.Latin1.GetString(box), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sealed_secret_that_was_changed_anywhere_does_not_open()
    {
        var protector = new SecretProtector(MasterKey.Parse(KeyA), "provider-keys");
        var box = protector.Seal("openai", new Secret("sk-123"));
        for (var bit = 0; bit < box.Length * 8; bit++)
        {
            var changed = (byte[])box.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.ThrowsAny<CryptographicException>(() => protector.Open("openai", changed));
        }
        for (var length = 0; length < box.Length; length++)
            Assert.ThrowsAny<CryptographicException>(() => protector.Open("openai", box[..length]));
    }

    [Fact]
    public void A_sealed_secret_opens_only_for_its_name_purpose_and_master_key()
    {
        var box = new SecretProtector(MasterKey.Parse(KeyA), "provider-keys").Seal("openai", new Secret("sk-123"));
        Assert.ThrowsAny<CryptographicException>(() => new SecretProtector(MasterKey.Parse(KeyA), "provider-keys").Open("groq", box));
        Assert.ThrowsAny<CryptographicException>(() => new SecretProtector(MasterKey.Parse(KeyA), "other").Open("openai", box));
        var error = Assert.ThrowsAny<CryptographicException>(() => new SecretProtector(MasterKey.Parse(KeyB), "provider-keys").Open("openai", box));
        Assert.Contains("another master key", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_master_key_is_the_same_in_every_notation()
    {
        var bytes = Enumerable.Range(200, 32).Select(i => (byte)i).ToArray();
        var keys = new[]
        {
            Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes), Convert.ToBase64String(bytes), System.Buffers.Text.Base64Url.EncodeToString(bytes), $" {Convert.ToBase64String(bytes)}\n",
        };
        Assert.Single(keys.Select(key => MasterKey.Parse(new Secret(key)).Id).Distinct());
    }

    [Theory]
    [InlineData("correct horse battery staple, long enough for a passphrase")]
    [InlineData("abcd")]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==")]
    public void Anything_but_32_bytes_is_refused_without_being_repeated(string text)
    {
        var error = Assert.Throws<StorageException>(() => MasterKey.Parse(new Secret(text)));
        Assert.Contains("openssl rand -base64 32", error.Message, StringComparison.Ordinal);
        if (text.Length > 0)
            Assert.DoesNotContain(text, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_file_is_made_once_for_its_owner_only()
    {
        var path = _directory["sub/master.key"];
        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => MasterKey.LoadOrCreate(path, NullLogger.Instance))));
        Assert.Single(keys.Select(key => key.Id).Distinct());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Single(Directory.GetFiles(_directory["sub"]));
        Assert.Equal(keys[0].Id, MasterKey.LoadOrCreate(path, NullLogger.Instance).Id);
    }

    [Fact]
    public void A_key_file_that_others_may_read_is_closed_to_them()
    {
        var path = _directory["master.key"];
        var key = MasterKey.LoadOrCreate(path, NullLogger.Instance);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        Assert.Equal(key.Id, MasterKey.LoadOrCreate(path, NullLogger.Instance).Id);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void A_damaged_key_file_is_refused_and_not_replaced()
    {
        File.WriteAllText(_directory["master.key"], "abc");
        Assert.Throws<StorageException>(() => MasterKey.LoadOrCreate(_directory["master.key"], NullLogger.Instance));
        Assert.Equal("abc", File.ReadAllText(_directory["master.key"]));
    }

    [Fact]
    public void Pseudonyms_are_stable_distinct_and_keyed()
    {
        var pseudonyms = new Pseudonymizer(MasterKey.Parse(KeyA));
        var ann = pseudonyms.OfUser("ann");
        Assert.Matches("^[0-9a-f]{32}$", ann);
        Assert.Equal(ann, pseudonyms.OfUser("ann"));
        Assert.NotEqual(ann, pseudonyms.OfUser("ann "));
        Assert.NotEqual(ann, new Pseudonymizer(MasterKey.Parse(KeyB)).OfUser("ann"));
        Assert.NotEqual(pseudonyms.OfUser(new string('ä', 5000)), pseudonyms.OfUser(new string('ä', 5001)));
        Assert.Equal(pseudonyms.OfAddress(IPAddress.Parse("10.1.2.3")), pseudonyms.OfAddress(IPAddress.Parse("::ffff:10.1.2.3")));
        Assert.NotEqual(pseudonyms.OfAddress(IPAddress.Parse("10.1.2.3")), pseudonyms.OfAddress(IPAddress.Parse("10.1.2.4")));
        Assert.NotEqual(pseudonyms.OfAddress(IPAddress.IPv6Loopback), pseudonyms.OfAddress(IPAddress.Loopback));
    }
}
