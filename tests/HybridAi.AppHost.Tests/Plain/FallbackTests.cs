using System.Diagnostics;
using System.Net;

namespace HybridAi.AppHost.Tests.Plain;

/// <summary>The AppHost as it is built on a feed without Aspire.</summary>
public sealed class FallbackTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("hybridai-apphost-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task It_says_why_and_runs_everything_in_one_process()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "HybridAi.AppHost.dll"), "--urls", "http://127.0.0.1:0"]) { RedirectStandardOutput = true };
        foreach (var name in start.Environment.Keys.Where(name => name.EndsWith("_API_KEY", StringComparison.Ordinal) || name.StartsWith("ConnectionStrings__", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["HYBRIDAI_DATA"] = _data;
        using var process = Process.Start(start)!;
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            string said = "", address = "";
            while (address.Length == 0 && await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                said += line + "\n";
                if (line.TrimStart().StartsWith("Site ", StringComparison.Ordinal))
                    address = line.Trim()["Site".Length..].Trim();
            }

            Assert.StartsWith(Fallback.Reason, said);
            Assert.Contains("UseAspire=false", said);
            using var http = new HttpClient { BaseAddress = new Uri(address) };
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("health")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("signin")).StatusCode);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }
}
