using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.Configuration;

/// <summary>A start that cannot work says everything that is wrong; one that can does what it was told.</summary>
[Trait("Topology", "own")]
public sealed class ConfigurationTests
{
    // What a wrong value of each key looks like, and a right one.
    private static readonly (string Key, string Wrong, string Right)[] Keys =
    [
        ("cache:enabled", "maybe", "true"), ("cache:ttl", "7 fortnights", "7d"), ("cache:maxSize", "plenty", "500MB"),
        ("routing:strategy", "magic", "ordered"), ("routing:fallback", "sometimes", "false"),
        ("monitoring:enabled", "2", "true"), ("monitoring:retention", "for ever", "30d"),
        ("upstream:idleTimeout", "-1s", "90s"), ("gateway:maxBodySize", "1", "8MB"), ("journal:fsync", "often", "group"), ("privacy:hashUsers", "no!", "false"),
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_wrong_value_is_listed_and_the_exit_code_is_2(bool byEnvironment)
    {
        var wrong = Keys.Select(key => (key.Key, key.Wrong)).Append(("gateway:unknownKey", "1")).Append(("providers:mine:baseUrl", "ftp://example.com")).ToList();
        using var data = new TemporaryDirectory();
        await using var process = Start(data, wrong, byEnvironment);

        Assert.Equal(2, await process.ExitAsync());

        foreach (var (key, _) in wrong)
            Assert.Contains($"- {key}", process.Output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Unhandled exception", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Right_values_start_it(bool byEnvironment)
    {
        using var data = new TemporaryDirectory();
        await using var process = Start(data, [.. Keys.Select(key => (key.Key, key.Right))], byEnvironment);
        await process.AddressAsync();
        Assert.Equal(0, await process.StopAsync());
    }

    [Fact]
    public async Task An_administrator_key_that_is_too_short_is_refused()
    {
        using var data = new TemporaryDirectory();
        await using var process = StandaloneServer.Launch(data.Path, new Dictionary<string, string> { ["HYBRIDAI_ADMIN_KEY"] = "short" });
        Assert.Equal(2, await process.ExitAsync());
        Assert.Contains("HYBRIDAI_ADMIN_KEY: must have at least 16 characters", process.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(data.Path));
    }

    [Fact]
    public async Task A_section_that_is_misspelt_on_the_command_line_is_refused_with_the_right_one()
    {
        using var data = new TemporaryDirectory();
        await using var process = StandaloneServer.Launch(data.Path, [], "--Gatway:MaxBodySize=1KB");
        Assert.Equal(2, await process.ExitAsync());
        Assert.Contains("- Gatway: is unknown. Did you mean Gateway?", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_in_use_is_refused_and_free_again_when_its_process_was_killed()
    {
        using var data = new TemporaryDirectory();
        await using var first = StandaloneServer.Launch(data.Path, []);
        await first.AddressAsync();
        await using var second = StandaloneServer.Launch(data.Path, []);
        Assert.Equal(2, await second.ExitAsync());
        Assert.Contains($"The data directory '{data.Path}' is in use by another process", second.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", second.Output, StringComparison.Ordinal);
        first.Kill();
        await first.ExitAsync();
        await using var third = StandaloneServer.Launch(data.Path, []);
        await third.AddressAsync();
        Assert.Equal(0, await third.StopAsync());
        Assert.DoesNotContain("dbug:", third.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_that_start_at_once_on_a_new_directory_one_wins()
    {
        using var data = new TemporaryDirectory();
        await using var one = StandaloneServer.Launch(data.Path, []);
        await using var two = StandaloneServer.Launch(data.Path, []);
        var loser = await Task.WhenAny(one.ExitAsync(), two.ExitAsync());
        Assert.Equal(2, await loser);
        var winner = one.HasExited ? two : one;
        await winner.AddressAsync();
        Assert.Equal(0, await winner.StopAsync());
    }

    [Fact]
    public async Task A_port_in_use_is_told_with_the_way_out()
    {
        await using var occupant = new CannedServer("");
        using var data = new TemporaryDirectory();
        await using var process = StandaloneServer.Launch(data.Path, [], "--urls", $"http://127.0.0.1:{occupant.Port}");
        Assert.Equal(2, await process.ExitAsync());
        Assert.Contains($"{occupant.Port}", process.Output, StringComparison.Ordinal);
        Assert.Contains("--urls", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_fallback_the_first_failure_is_the_answer()
    {
        await using var simulator = await SimulatorServer.StartAsync();
        await simulator.ScriptAsync("openai", new { errors = new[] { new { kind = "serverError" } } });
        var settings = simulator.AsProvider("openai").Concat(simulator.AsProvider("groq")).ToDictionary();
        settings["Aliases__smart__0"] = "openai/gpt-4.1-mini";
        settings["Aliases__smart__1"] = "groq/openai/gpt-oss-20b";
        settings["Routing__Fallback"] = "false";
        settings["Retry__MaxAttempts"] = "1";
        using var data = new TemporaryDirectory();
        await using var gateway = await StandaloneServer.StartAsync(data.Path, settings);
        using var answer = await gateway.Http.PostAsync("v1/chat/completions", new StringContent("""{"model":"smart","messages":[{"role":"user","content":"Hi"}]}""", null, "application/json"));
        Assert.Equal((500, "1"), ((int)answer.StatusCode, answer.Headers.GetValues("x-hybridai-attempts").Single()));
    }

    private static ServerProcess Start(TemporaryDirectory data, List<(string Key, string Value)> settings, bool byEnvironment) => byEnvironment
        ? StandaloneServer.Launch(data.Path, settings.Select(setting => KeyValuePair.Create(setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value)))
        : StandaloneServer.Launch(data.Path, [], [.. settings.Select(setting => $"--{setting.Key}={setting.Value}")]);
}
