using System.Diagnostics;
using System.Net.Http.Headers;
using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.Configuration;

/// <summary>The first five minutes: no key, no settings.</summary>
[Trait("Topology", "own")]
public sealed class FirstStartTests
{
    [Fact]
    public async Task The_administrator_key_lies_in_a_file_for_its_owner_only_and_stays_the_same()
    {
        using var data = new TemporaryDirectory();
        var file = Path.Combine(data.Path, "admin.key");
        string? first = null;
        for (var start = 0; start < 2; start++)
        {
            await using var process = StandaloneServer.Launch(data.Path, []);
            using var http = new HttpClient { BaseAddress = await process.AddressAsync() };
            var key = (await File.ReadAllTextAsync(file)).Trim();
            first ??= key;
            Assert.Equal(first, key);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.DoesNotContain(key, process.Output, StringComparison.Ordinal);
            Assert.Contains(file, process.Output, StringComparison.Ordinal);
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            Assert.True((await http.GetAsync("v1/models")).IsSuccessStatusCode);
            Assert.Equal(0, await process.StopAsync());
        }
    }

    [Fact]
    public async Task The_printed_command_answers()
    {
        using var data = new TemporaryDirectory();
        await using var process = StandaloneServer.Launch(data.Path, []);
        await process.AddressAsync();
        var command = await Eventually.GetAsync(
            () => Task.FromResult(process.Output.Split('\n').FirstOrDefault(line => line.StartsWith("curl ", StringComparison.Ordinal))), line => line is not null, process.Output);

        var start = new ProcessStartInfo("bash", ["-c", $"{command} --silent --show-error"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var shell = Process.Start(start)!;
        var answer = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();

        Assert.Equal(0, shell.ExitCode);
        Assert.Contains("\"chat.completion\"", answer, StringComparison.Ordinal);
    }
}
