using HybridAi.Benchmarks.CommandLine;

namespace HybridAi.Benchmarks.RawProxy;

/// <summary>
/// The yardstick: the least that a proxy on Kestrel and <see cref="SocketsHttpHandler"/> can do. It knows no callers, reads no JSON and
/// keeps no records; what a gateway costs beyond it is the price of what the gateway does.
/// </summary>
internal static class RawProxyServer
{
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var port = arguments.Whole("port", fallback: 9002, least: 1, most: 65535);
        var upstream = new Uri(arguments.Text("upstream", "http://127.0.0.1:9001"));
        arguments.EnsureAllUsed();

        using var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
        };
        using var invoker = new HttpMessageInvoker(handler);
        await using var app = BareServer.Create(port);
        app.Run(new Forwarder(invoker, upstream).ForwardAsync);
        await app.RunAsync(stop);
        return 0;
    }
}
