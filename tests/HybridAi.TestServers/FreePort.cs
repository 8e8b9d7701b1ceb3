using System.Net;
using System.Net.Sockets;

namespace HybridAi.TestServers;

/// <summary>Finds ports for servers that cannot choose one by themselves.</summary>
public static class FreePort
{
    /// <summary>A loopback port that nothing listened on a moment ago.</summary>
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
