using Microsoft.Playwright;

namespace HybridAi.EndToEnd.Tests.Site.Browsing;

/// <summary>The system's Chromium without a window. Nothing is downloaded.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Programs = ["chromium", "chromium-browser", "google-chrome"];

    private readonly IPlaywright _playwright;

    private Chromium(IPlaywright playwright, IBrowser browser) => (_playwright, Browser) = (playwright, browser);

    public IBrowser Browser { get; }

    public static async Task<Chromium> StartAsync()
    {
        var program = Find();
        var playwright = await Playwright.CreateAsync();
        try
        {
            return new Chromium(playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = program,
                // In a container, which may run as root, there is no sandbox to be had and little shared memory.
                Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--hide-scrollbars"],
            }));
        }
        catch (PlaywrightException)
        {
            playwright.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        _playwright.Dispose();
    }

    private static string Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).SelectMany(folder => Programs.Select(program => Path.Combine(folder, program))).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException($"None of {string.Join(", ", Programs)} is on the PATH. On Debian: apt-get install chromium");
}
