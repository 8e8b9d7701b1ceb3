using HybridAi.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;

namespace HybridAi.ServiceDefaults.Tests.Configuration;

public sealed class UnknownSectionsTests
{
    private static readonly string[] Known = ["Gateway", "Providers", "OPENAI_API_KEY", "HYBRIDAI_"];

    [Fact]
    public void A_key_of_the_command_line_or_a_file_that_nobody_reads_is_an_error_with_what_was_perhaps_meant()
    {
        var directory = Directory.CreateTempSubdirectory("hybridai-settings-");
        var file = Path.Combine(directory.FullName, "appsettings.json");
        File.WriteAllText(file, """{"Porviders":{"a":{"Order":1}},"Logging":{"LogLevel":{"Default":"None"}},"$schema":"x"}""");
        var errors = Check(new ConfigurationBuilder()
            .AddJsonFile(file)
            .AddCommandLine(["--Gatway:MaxBodySize=1KB", "--colour=blue"]));
        directory.Delete(recursive: true);
        Assert.Equal(3, errors.Count);
        Assert.Contains(errors, error => error.StartsWith("Gatway: is unknown. Did you mean Gateway?", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.StartsWith("Porviders: is unknown. Did you mean Providers?", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.StartsWith("colour: is unknown. Known are: Gateway, Providers, OPENAI_API_KEY.", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_known_in_any_case_and_what_other_sources_have_is_none()
    {
        Assert.Empty(Check(new ConfigurationBuilder()
            .AddInMemoryCollection([new("Gatway:MaxBodySize", "1KB")])
            .AddEnvironmentVariables()
            .AddCommandLine(["--GATEWAY:MaxBodySize=1KB", "--providers:a:order=1", "--openai_api_key=x", "--HYBRIDAI_DATA=d", "--urls=http://x", "--environment=Test"])));
    }

    private static IReadOnlyList<string> Check(IConfigurationBuilder builder)
    {
        var configuration = builder.Build();
        var reader = new OptionsReader(configuration);
        UnknownSections.Report(reader, configuration, Known);
        return reader.Errors;
    }
}
