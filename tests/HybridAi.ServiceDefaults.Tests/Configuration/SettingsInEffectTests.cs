using HybridAi.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;

namespace HybridAi.ServiceDefaults.Tests.Configuration;

public sealed class SettingsInEffectTests
{
    [Fact]
    public void The_last_source_that_sets_a_value_is_told()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, """{"Sample":{"Text":"file","Whole":2,"Large":3,"Names":["a","b"],"Nested":{"Id":"file"}}}""");
        Environment.SetEnvironmentVariable("HAIEFFECT_Sample__Whole", "3");
        Environment.SetEnvironmentVariable("HAIEFFECT_SAMPLE__NESTED__RANK", "4");
        Environment.SetEnvironmentVariable("HAIEFFECT_Sample__Day", "");
        try
        {
            var inner = new ConfigurationBuilder().AddEnvironmentVariables("HAIEFFECT_").Build();
            var settings = Read(new ConfigurationBuilder().AddInMemoryCollection([new("Sample:Real", "1.5")]).AddJsonFile(file).AddConfiguration(inner).AddCommandLine(["--sample:large=9"]).Build());
            var name = Path.GetFileName(file);
            (string, string?, string?)[] expected =
            [
                ("Text", "file", name), ("Whole", "3", "environment"), ("Large", "9", "command line"), ("Real", "1.5", "host"), ("Names", "a, b", name), ("Nested:Id", "file", name),
                ("Nested:Rank", "4", "environment"), ("Flag", "true", null), ("Day", "sunday", null),
            ];
            foreach (var (key, value, source) in expected)
                Assert.Equal((key, value, source), (key, settings[$"Sample:{key}"].Value, settings[$"Sample:{key}"].Source));
            Assert.Equal(("default", "5", "1h"), (settings["Sample:Text"].Default, settings["Sample:Whole"].Default, settings["Sample:Time"].Default));
        }
        finally
        {
            foreach (var variable in new[] { "HAIEFFECT_Sample__Whole", "HAIEFFECT_SAMPLE__NESTED__RANK", "HAIEFFECT_Sample__Day" })
                Environment.SetEnvironmentVariable(variable, null);
            File.Delete(file);
        }
    }

    [Fact]
    public void No_secret_is_told_wherever_it_stands()
    {
        var settings = Read(new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Sample:Key", "sk-secret"), new("Sample:Pairs:Authorization", "Bearer secret"), new("Sample:Address", "https://user:secret@example.com/v1?key=sk-secret"), new("Sample:Named:one:Id", "n"),
        ]).Build());
        Assert.Equal(("***", true), (settings["Sample:Key"].Value, settings["Sample:Key"].IsSecret));
        Assert.Equal(("***", true), (settings["Sample:Pairs:Authorization"].Value, settings["Sample:Pairs:Authorization"].IsSecret));
        Assert.Equal("n", settings["Sample:Named:one:Id"].Value);
        Assert.Equal("https://***@example.com/v1?***", settings["Sample:Address"].Value);
        Assert.DoesNotContain(settings.Values, setting => setting.ToString().Contains("secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://example.com/v1", "https://example.com/v1")]
    [InlineData("https://example.com:8443/v1/", "https://example.com:8443/v1/")]
    [InlineData("https://example.com/v1?key=k", "https://example.com/v1?***")]
    [InlineData("https://user@example.com/v1", "https://***@example.com/v1")]
    public void Of_an_address_is_told_where_it_leads(string address, string told) =>
        Assert.Equal(told, Read(new ConfigurationBuilder().AddInMemoryCollection([new("Sample:Address", address)]).Build())["Sample:Address"].Value);

    [Fact]
    public void A_secret_that_came_as_a_text_is_not_told_either()
    {
        var reader = new OptionsReader(new ConfigurationBuilder().AddInMemoryCollection([new("Forgetful:ApiKey", "sk-1"), new("Forgetful:Tokens", "sk-2,sk-3"), new("Forgetful:KeyName", "n")]).Build());
        reader.Read<ForgetfulOptions>("Forgetful");
        reader.ThrowIfInvalid();
        reader.InEffect.Add("ALONE", "sk-4", isSecret: true);
        reader.InEffect.Add("UNSET", null, isSecret: true);
        Assert.Equal(
            [("Forgetful:ApiKey", "***", true), ("Forgetful:KeyName", "n", false), ("Forgetful:Password", null, true), ("Forgetful:Tokens", "***", true), ("ALONE", "***", true), ("UNSET", null, true)],
            reader.InEffect.List().OrderBy(one => one.Key, StringComparer.Ordinal).OrderBy(one => !one.Key.Contains(':', StringComparison.Ordinal)).Select(one => (one.Key, one.Value, one.IsSecret)));
        Assert.DoesNotContain(reader.InEffect.List(), setting => setting.ToString().Contains("sk-", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ApiKey", true)]
    [InlineData("SigningKeys", true)]
    [InlineData("ClientSecret", true)]
    [InlineData("BearerToken", true)]
    [InlineData("OldTokens", true)]
    [InlineData("Password", true)]
    [InlineData("AwsCredentials", true)]
    [InlineData("ConnectionString", true)]
    [InlineData("KeyName", false)]
    [InlineData("Region", false)]
    public void What_is_a_secret_is_known_by_the_end_of_its_name(string name, bool isSecret)
    {
        var told = Assert.Single(SettingsWalk.Over($"Sample:{name}", "x-123", typeof(string)));
        Assert.Equal(($"Sample:{name}", isSecret ? "***" : "x-123", isSecret), told);
    }

    [Fact]
    public void What_is_set_behind_the_reading_is_told_too()
    {
        var reader = new OptionsReader(new ConfigurationBuilder().Build());
        var options = reader.Read<SampleOptions>("Sample");
        options.Whole = 7;
        reader.InEffect.Add("Alone", true);
        var settings = reader.InEffect.List().ToDictionary(setting => setting.Key);
        Assert.Equal(("7", "5"), (settings["Sample:Whole"].Value, settings["Sample:Whole"].Default));
        Assert.Equal("true", settings["Alone"].Value);
        Assert.DoesNotContain("Sample:Computed", settings.Keys);
    }

    private static Dictionary<string, SettingInEffect> Read(IConfiguration configuration)
    {
        var reader = new OptionsReader(configuration);
        reader.Read<SampleOptions>("Sample");
        reader.ThrowIfInvalid();
        return reader.InEffect.List().ToDictionary(setting => setting.Key);
    }

    private sealed class ForgetfulOptions
    {
        public string? ApiKey { get; set; }

        public string? KeyName { get; set; }

        public string? Password { get; set; }

        public List<string> Tokens { get; set; } = [];
    }
}
