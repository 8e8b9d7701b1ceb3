using System.Net;

namespace HybridAi.Benchmarks.RawProxy;

/// <summary>Kestrel with nothing around it: no logging, no configuration, no routing.</summary>
internal static class BareServer
{
    public static WebApplication Create(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        return builder.Build();
    }
}
