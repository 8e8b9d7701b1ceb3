using HybridAi.Core.Configuration;
using HybridAi.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;

namespace HybridAi.ServiceDefaults.Tests.Configuration;

public sealed class OptionsReaderTests
{
    [Fact]
    public void Without_configuration_the_defaults_stand()
    {
        var options = Read([], out var errors);
        Assert.Empty(errors);
        Assert.Equal(("default", true, 5, TimeSpan.FromHours(1), "kept"), (options.Text, options.Flag, options.Whole, options.Time, options.Nested.Id));
        Assert.Equal(["default"], options.Names);
    }

    [Fact]
    public void Every_type_can_be_set_in_any_case()
    {
        var options = Read(
            [
                ("text", " as it is "), ("FLAG", "False"), ("whole", " 7 "), ("large", "-9000000000"), ("real", "1.5e3"), ("money", "0.125"), ("time", "7d"),
                ("size", "1.5 GiB"), ("address", "https://example.com/v1"), ("key", " sk-1 "), ("day", "friday"), ("maybe", "3"),
                ("pairs:X-Some.Header", "a,b"), ("named:first:id", "n"), ("named:FIRST:rank", "2"), ("nested:rank", "1"),
            ],
            out var errors);
        Assert.Empty(errors);
        Assert.Equal((" as it is ", false, 7, -9000000000L, 1500d, 0.125m), (options.Text, options.Flag, options.Whole, options.Large, options.Real, options.Money));
        Assert.Equal((TimeSpan.FromDays(7), new ByteSize(1536L * 1024 * 1024), DayOfWeek.Friday, 3), (options.Time, options.Size, options.Day, options.Maybe));
        Assert.Equal(("https://example.com/v1", "sk-1"), (options.Address!.ToString(), options.Key!.Reveal()));
        Assert.Equal("a,b", options.Pairs["x-some.header"]);
        Assert.Equal(("n", 2), (options.Named["First"].Id, options.Named["first"].Rank));
        Assert.Equal(("kept", 1), (options.Nested.Id, options.Nested.Rank));
    }

    [Theory]
    [InlineData("names=a, b,,c ", "a|b|c")]
    [InlineData("names:0=a;names:1=b,c", "a|b,c")]
    [InlineData("names:10=k;names:2=c;names:1=b", "b|c|k")]
    [InlineData("names=a;names:0=b", "a|b")]
    [InlineData("names=", "")]
    public void A_list_is_given_by_index_or_by_commas_and_replaces_the_default(string settings, string expected)
    {
        var options = Read([.. settings.Split(';').Select(pair => (pair[..pair.IndexOf('=')], pair[(pair.IndexOf('=') + 1)..]))], out var errors);
        Assert.Empty(errors);
        Assert.Equal(expected, string.Join('|', options.Names));
    }

    [Fact]
    public void A_list_may_be_of_numbers_or_sections()
    {
        var options = Read([("numbers", "1,2,-3"), ("items:0:id", "a"), ("items:1:id", "b"), ("items:1:rank", "5")], out var errors);
        Assert.Empty(errors);
        Assert.Equal([1, 2, -3], options.Numbers);
        Assert.Equal([("a", null), ("b", 5)], options.Items.Select(item => (item.Id, item.Rank)));
    }

    [Theory]
    [InlineData("flag", "yes")]
    [InlineData("whole", "five")]
    [InlineData("whole", "5.0")]
    [InlineData("whole", "99999999999")]
    [InlineData("whole", "0")]
    [InlineData("whole", "11")]
    [InlineData("large", "1e3")]
    [InlineData("real", "NaN")]
    [InlineData("real", "1,5")]
    [InlineData("money", "-0.4")]
    [InlineData("money", "1e20")]
    [InlineData("money", "$5")]
    [InlineData("time", "10")]
    [InlineData("time", "500ms")]
    [InlineData("time", "31d")]
    [InlineData("time", "-1s")]
    [InlineData("size", "-1")]
    [InlineData("size", "1EB")]
    [InlineData("address", "example.com")]
    [InlineData("address", "/relative")]
    [InlineData("address", "ftp://example.com")]
    [InlineData("day", "5")]
    [InlineData("day", "+5")]
    [InlineData("day", "monday,tuesday")]
    [InlineData("day", "someday")]
    [InlineData("maybe", "x")]
    [InlineData("numbers", "1,b")]
    [InlineData("numbers:0", "b")]
    [InlineData("names:first", "a")]
    [InlineData("items", "a")]
    [InlineData("items:0:rank", "9")]
    [InlineData("pairs", "a")]
    [InlineData("named", "a")]
    [InlineData("named:x", "a")]
    [InlineData("named:x:id", "much-too-long")]
    [InlineData("nested", "a")]
    [InlineData("nested:rank", "-1")]
    [InlineData("nested:unknown", "1")]
    [InlineData("unknown", "1")]
    [InlineData("computed", "1")]
    [InlineData("text:more", "1")]
    public void Each_bad_value_is_reported_with_its_key(string key, string value)
    {
        Read([(key, value)], out var errors);
        Assert.NotEmpty(errors);
        var first = key.Split(':')[0];
        Assert.All(errors, error => Assert.StartsWith($"Sample:{first}", error, StringComparison.OrdinalIgnoreCase));
        Assert.Contains(errors, error => error.Contains(": ", StringComparison.Ordinal) && error.Length > key.Length + 10);
    }

    [Theory]
    [InlineData("flag")]
    [InlineData("whole")]
    [InlineData("money")]
    [InlineData("time")]
    [InlineData("size")]
    [InlineData("address")]
    [InlineData("key")]
    [InlineData("day")]
    [InlineData("maybe")]
    [InlineData("nested")]
    public void An_empty_value_is_no_value(string key)
    {
        var options = Read([(key, "")], out var errors);
        Assert.Empty(errors);
        Assert.Equal((true, 5, TimeSpan.FromHours(1), new ByteSize(1024), "kept"), (options.Flag, options.Whole, options.Time, options.Size, options.Nested.Id));
        Assert.Null(options.Key);
    }

    [Fact]
    public void All_errors_are_listed_and_a_secret_is_not_among_them()
    {
        var reader = new OptionsReader(Build([("whole", "x"), ("unknown", "y"), ("nested:rank", "77"), ("key:nested", "sk-secret"), ("money", "sk-secret")]));
        reader.Read<SampleOptions>("Sample");
        reader.Report("Elsewhere:Key", "is wrong too.");
        var exception = Assert.Throws<ConfigurationException>(reader.ThrowIfInvalid);
        Assert.Equal(6, exception.Errors.Count);
        foreach (var key in new[] { "Sample:whole", "Sample:unknown", "Sample:nested:Rank", "Sample:key", "Sample:money", "Elsewhere:Key" })
            Assert.Contains($"- {key}: ", exception.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("6 errors", exception.Message);
        Assert.DoesNotContain("sk-secret", exception.Message);
    }

    [Fact]
    public void Files_environment_and_command_line_are_one()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, """{"Sample":{"Text":"file","Whole":2,"Names":["a","b"],"Flag":null,"Numbers":[],"Nested":{"Id":"file"}}}""");
        Environment.SetEnvironmentVariable("HAITEST_Sample__Whole", "3");
        Environment.SetEnvironmentVariable("HAITEST_SAMPLE__NESTED__RANK", "4");
        try
        {
            var configuration = new ConfigurationBuilder().AddJsonFile(file).AddEnvironmentVariables("HAITEST_").AddCommandLine(["--Sample:Large=9", "--sample:names:0=z"]).Build();
            var reader = new OptionsReader(configuration);
            var options = reader.Read<SampleOptions>("Sample");
            Assert.Empty(reader.Errors);
            Assert.Equal(("file", 3, 9L, true, "file", 4), (options.Text, options.Whole, options.Large, options.Flag, options.Nested.Id, options.Nested.Rank));
            Assert.Equal(["z", "b"], options.Names);
        }
        finally
        {
            Environment.SetEnvironmentVariable("HAITEST_Sample__Whole", null);
            Environment.SetEnvironmentVariable("HAITEST_SAMPLE__NESTED__RANK", null);
            File.Delete(file);
        }
    }

    [Fact]
    public void Named_sections_keep_their_names()
    {
        var reader = new OptionsReader(Build([("b:id", "1"), ("a:id", "2")]));
        Assert.Equal(["a", "b"], reader.ReadNamed<SampleItem>("Sample").Keys.Order());
        Assert.Empty(reader.ReadNamed<SampleItem>("Nothing"));
        Assert.Equal("2", reader.ReadNamed<SampleItem>("sample")["A"].Id);
    }

    private static SampleOptions Read((string Key, string Value)[] settings, out IReadOnlyList<string> errors)
    {
        var reader = new OptionsReader(Build(settings));
        var options = reader.Read<SampleOptions>("Sample");
        errors = reader.Errors;
        return options;
    }

    private static IConfigurationRoot Build((string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create($"Sample:{pair.Key}", (string?)pair.Value))).Build();
}
