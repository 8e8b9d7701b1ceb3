using System.Text;
using HybridAi.Core.Catalog;
using HybridAi.Core.Configuration;
using HybridAi.Core.Costs;
using HybridAi.Core.Providers;
using HybridAi.Core.Routing;
using HybridAi.Core.RateLimiting;
using HybridAi.Core.Secrets;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Configuration;
using HybridAi.Storage.Secrets;
using HybridAi.Storage.Tests.Routing;
using HybridAi.Storage.Tests.Testing;
using Microsoft.Extensions.Logging;

namespace HybridAi.Storage.Tests.Configuration;

public sealed class ConfigurationCopyTests : IDisposable
{
    private static readonly MasterKey KeyA = MasterKey.Parse(new Secret(new string('a', 64))), KeyB = MasterKey.Parse(new Secret(new string('b', 64)));
    private readonly TempDirectory _directory = new();
    private readonly Told _told = new();

    private string File => _directory["snapshot.bin"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_copy_is_read_as_it_was_saved_and_is_sealed_and_for_its_owner_only()
    {
        var saved = Configuration(version: 17);
        await Copy(KeyA).SaveAsync(Configuration(version: 3), default);
        await Copy(KeyA).SaveAsync(saved, default);
        var read = Copy(KeyA).Load()!;
        Assert.Equal((17L, saved.ReadAt), (read.Version, read.ReadAt));
        Assert.Equal(saved.Keys[0].AllowedModels, read.Keys[0].AllowedModels);
        Assert.Equal(saved.Keys[0], read.Keys[0] with { AllowedModels = saved.Keys[0].AllowedModels });
        Assert.Equal(saved.Keys[1], read.Keys[1]);
        Assert.Equal("sk-very-secret", read.ProviderKeys["openai"].Reveal());
        Assert.Equivalent(saved.Providers, read.Providers, strict: true);
        Assert.Equivalent(saved.Deployments, read.Deployments, strict: true);
        Assert.Equivalent(saved.RoutingRules, read.RoutingRules, strict: true);
        Assert.Equivalent(saved.AutoModels, read.AutoModels, strict: true);
        Assert.False(read.Providers[0].Enabled);
        Assert.True(read.Providers[1].Enabled);
        Assert.Equal(saved.RateLimits, read.RateLimits);
        Assert.DoesNotContain("very-secret", Encoding.Latin1.GetString(await System.IO.File.ReadAllBytesAsync(File)), StringComparison.Ordinal);
        Assert.Equal([File], Directory.GetFiles(_directory.Path));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        Assert.Empty(_told.Warnings);
    }

    [Fact]
    public async Task An_empty_configuration_can_be_copied_too()
    {
        var empty = new StoredConfiguration { Version = 0, ReadAt = Records.Now(), Keys = [], ProviderKeys = new Dictionary<string, Secret>(), Providers = [] };
        await Copy(KeyA).SaveAsync(empty, default);
        Assert.Equivalent(empty, Copy(KeyA).Load(), strict: true);
    }

    [Fact]
    public void Without_a_file_there_is_no_copy_and_no_warning()
    {
        Assert.Null(Copy(KeyA).Load());
        Assert.Empty(_told.Warnings);
    }

    [Fact]
    public async Task A_copy_under_another_master_key_is_not_used_and_the_log_says_so()
    {
        await Copy(KeyA).SaveAsync(Configuration(1), default);
        Assert.Null(Copy(KeyB).Load());
        Assert.Contains("another master key", Assert.Single(_told.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_copy_is_not_used_wherever_it_is_damaged()
    {
        await Copy(KeyA).SaveAsync(Configuration(1), default);
        var whole = await System.IO.File.ReadAllBytesAsync(File);
        var random = new Random(3);
        for (var i = 0; i < 100; i++)
        {
            var damaged = i % 2 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            if (i % 2 != 0)
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            await System.IO.File.WriteAllBytesAsync(File, damaged);
            Assert.Null(Copy(KeyA).Load());
        }
        Assert.Equal(100, _told.Warnings.Count);
    }

    [Theory]
    [InlineData("""{"format":99,"readAt":"2026-01-01T00:00:00+00:00","keys":[],"providerKeys":{},"providers":[]}""", "another release")]
    [InlineData("""{"format":1}""", "cannot be used")]
    [InlineData("null", "another release")]
    [InlineData("[]", "cannot be used")]
    [InlineData("", "cannot be used")]
    public async Task A_copy_of_another_shape_is_not_used(string json, string told)
    {
        await System.IO.File.WriteAllBytesAsync(File, new SecretProtector(KeyA, "snapshot").Seal("configuration", Encoding.UTF8.GetBytes(json)));
        Assert.Null(Copy(KeyA).Load());
        Assert.Contains(told, Assert.Single(_told.Warnings), StringComparison.Ordinal);
    }

    private ConfigurationCopy Copy(MasterKey key) => new(File, key, _told);

    private static StoredConfiguration Configuration(long version)
    {
        var plain = new ApiKey
        {
            Id = new KeyId(Guid.CreateVersion7()), Hash = KeyHash.Of("secret"), Prefix = "hai-", Name = "Key", Role = Role.Inference,
            OrganizationId = OrganizationId.Default, CreatedAt = Records.Now(), Revision = 1,
        };
        var full = plain with
        {
            Id = new KeyId(Guid.CreateVersion7()), Role = Role.Administrator, TeamId = new TeamId(Guid.CreateVersion7()), UserId = new UserId(Guid.CreateVersion7()),
            AllowedModels = ["openai/*"], ExpiresAt = Records.Now().AddDays(1), RevokedAt = Records.Now(), RotatedFrom = plain.Id, Revision = 4,
        };
        var definition = new ProviderDefinition
        {
            Name = "mine", Revision = 2, UpdatedAt = Records.Now(), Enabled = false, BaseUrl = new Uri("https://example.com/v1"),
            Headers = new Dictionary<string, string> { ["X-A"] = "1" },
            Models = [new ModelDefinition { Id = "m", Kind = ModelKind.Embedding, Supports = new ModelFeatures(Tools: false), Price = new ModelPrice { Input = 0.25m } }],
        };
        return new StoredConfiguration
        {
            Version = version,
            ReadAt = Records.Now(),
            Keys = [full, plain],
            ProviderKeys = new Dictionary<string, Secret> { ["openai"] = new("sk-very-secret") },
            Providers = [definition, new ProviderDefinition { Name = "small", UpdatedAt = Records.Now() }],
            Deployments = [DeploymentDocumentTests.Full, new DeploymentDefinition { Name = "small", UpdatedAt = Records.Now(), Provider = "p", Model = "m" }],
            RateLimits =
            [
                new LimitDefinition
                {
                    Name = "all", Revision = 3, UpdatedAt = Records.Now(), Scope = LimitScope.Ip, Target = "10.0.0.0/8", Measure = LimitMeasure.Tokens, Amount = 5, Window = TimeSpan.FromMinutes(1),
                    Algorithm = LimitAlgorithm.TokenBucket, Burst = 9, Disabled = true, MaxWait = TimeSpan.FromSeconds(5), MaxWaiting = 7,
                },
                new LimitDefinition { Name = "plain", UpdatedAt = Records.Now(), Scope = LimitScope.Global, Measure = LimitMeasure.Requests, Amount = 1, Window = TimeSpan.FromSeconds(1) },
            ],
            RoutingRules = RoutingRuleStoreTests.Full(3),
            AutoModels = [AutoModelDocumentTests.Full],
            SwitchedOff = [new ProviderSwitch { Name = "groq", Revision = 1, UpdatedAt = Records.Now() }],
        };
    }

    private sealed class Told : ILogger
    {
        public List<string> Warnings { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Warnings.Add(formatter(state, exception));
    }
}
