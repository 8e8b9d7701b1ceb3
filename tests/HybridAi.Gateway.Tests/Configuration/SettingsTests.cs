using System.Text.Json;
using HybridAi.Client;
using HybridAi.Client.Settings;
using HybridAi.Core.Secrets;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Tests.Hosting;
using HybridAi.Gateway.Tests.Management;
using HybridAi.Node.Settings;
using Microsoft.Extensions.Configuration;

namespace HybridAi.Gateway.Tests.Configuration;

public sealed class SqliteSettingsTests(ManagementServer server) : SettingsTests(server), IClassFixture<ManagementServer>;

public sealed class PostgresSettingsTests(PostgresManagementServer server) : SettingsTests(server), IClassFixture<PostgresManagementServer>;

/// <summary>What <c>GET /api/settings</c> tells.</summary>
public abstract class SettingsTests(ManagementServer server)
{
    // The texts that are not what they were set by.
    private static readonly string[] Rewritten = ["Journal:Retention"];

    [Fact]
    public void Each_option_is_told_with_the_text_that_sets_it_and_no_secret_is()
    {
        const string secret = "a-secret-that-nobody-sees";
        var samples = OptionTypes.All.Where(option => !OptionTypes.Followers.Contains(option.Key)).ToDictionary(
            option => option.Key,
            option => option.Property.PropertyType == typeof(Secret) || option.Key.EndsWith(":X-Sample", StringComparison.Ordinal) ? secret : OptionTypes.SampleOf(option.Property));
        samples["HYBRIDAI_ADMIN_KEY"] = samples["HYBRIDAI_MASTER_KEY"] = samples["OPENAI_API_KEY"] = secret;
        var settings = NodeSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(samples!).Build(), new Dictionary<string, Uri>());
        var told = settings.InEffect.List();
        Assert.Equal(told.Count, told.Select(one => one.Key).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        var byKey = told.ToDictionary(one => one.Key, StringComparer.OrdinalIgnoreCase);
        foreach (var (key, sample) in samples)
        {
            Assert.True(byKey.TryGetValue(key, out var one), $"{key} is not told.");
            Assert.Equal("host", one.Source);
            Assert.Equal(sample == secret, one.IsSecret);
            Assert.True(string.Equals(sample == secret ? "***" : sample, one.Value, StringComparison.OrdinalIgnoreCase), $"{key} is told to be {one.Value}, not {sample}.");
        }

        Assert.All(OptionTypes.All, option => Assert.Contains(option.Key, byKey.Keys, StringComparer.OrdinalIgnoreCase));
        Assert.DoesNotContain(secret, JsonSerializer.Serialize(told));
    }

    [Fact]
    public void What_nobody_sets_has_its_default_and_no_source()
    {
        var told = NodeSettings.Read(new ConfigurationBuilder().Build(), new Dictionary<string, Uri>()).InEffect.List();
        Assert.All(told.Where(one => one.Key is not ("Profile" or "HYBRIDAI_DATA") && !Rewritten.Contains(one.Key)), one => Assert.Equal((one.Default, null), (one.Value, one.Source)));
        var byKey = told.ToDictionary(one => one.Key);
        Assert.Equal(("32MB", false), (byKey["Gateway:MaxBodySize"].Value, byKey["Gateway:MaxBodySize"].IsSecret));
        Assert.Equal("15s", byKey["Events:Heartbeat"].Value);
        Assert.Equal((null, true), (byKey["HYBRIDAI_MASTER_KEY"].Value, byKey["HYBRIDAI_MASTER_KEY"].IsSecret));
        Assert.Equal("production", byKey["Profile"].Value);
    }

    [Fact]
    public void A_profiles_defaults_are_defaults()
    {
        var told = NodeSettings.Read(new ConfigurationBuilder().AddInMemoryCollection([new("Profile", "development"), new("Health:Memory:Limit", "3GB")]).Build(), new Dictionary<string, Uri>())
            .InEffect.List().ToDictionary(one => one.Key);
        Assert.Equal(("3GB", "2GB", "host"), (told["Health:Memory:Limit"].Value, told["Health:Memory:Limit"].Default, told["Health:Memory:Limit"].Source));
        Assert.Equal(("10s", "10s", null), (told["Health:Memory:CollectInterval"].Value, told["Health:Memory:CollectInterval"].Default, told["Health:Memory:CollectInterval"].Source));
    }

    [Fact]
    public async Task Administrators_of_the_installation_read_what_the_gateway_runs_with()
    {
        var document = await server.Client(Role.Administrator).SettingsAsync();
        Assert.Equal(("sqlite", "process", "production"), (document.Database, document.SharedState, document.Profile));
        Assert.Equal(server.SnapshotVersion, document.Snapshot);
        Assert.True(Directory.Exists(document.DataDirectory));
        Assert.Equal(document.DataDirectory, Find(document, "HYBRIDAI_DATA").Value);
        Assert.Equal(document.Settings.Select(one => one.Key).Order(StringComparer.OrdinalIgnoreCase), document.Settings.Select(one => one.Key));
        Assert.True(document.Settings.Count > 100);
    }

    [Fact]
    public async Task A_key_of_the_environment_is_told_to_be_set_and_no_more()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["OPENAI_API_KEY"] = "sk-nobody-sees-this", ["Retry:BaseDelay"] = "123ms" }, postgres: server.Postgres);
        var client = new HybridAiClient(gateway.Http, TestGateway.AdministratorKey);
        var document = await client.SettingsAsync();
        Assert.Equal(new SettingDocument("OPENAI_API_KEY", "***", null, "host", true), Find(document, "OPENAI_API_KEY"));
        Assert.Equal(("123ms", "host"), (Find(document, "Retry:BaseDelay").Value, Find(document, "Retry:BaseDelay").Source));
        var text = await gateway.Http.GetStringAsync("/api/settings");
        Assert.DoesNotContain("nobody-sees", text);
        Assert.DoesNotContain(TestGateway.AdministratorKey, text);
    }

    private static SettingDocument Find(SettingsDocument document, string key) => document.Settings.Single(one => one.Key == key);
}
