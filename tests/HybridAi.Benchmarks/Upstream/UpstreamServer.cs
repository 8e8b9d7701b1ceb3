using HybridAi.Benchmarks.CommandLine;
using HybridAi.Benchmarks.RawProxy;

namespace HybridAi.Benchmarks.Upstream;

/// <summary>The mock provider: cheap enough that the proxies in front of it are what is measured.</summary>
internal static class UpstreamServer
{
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var port = arguments.Whole("port", fallback: 9001, least: 1, most: 65535);
        arguments.EnsureAllUsed();

        await using var app = BareServer.Create(port);
        app.Run(new ChatHandler().HandleAsync);
        await app.RunAsync(stop);
        return 0;
    }
}
