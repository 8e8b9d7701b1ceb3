namespace HybridAi.Simulator.Http;

/// <summary>Breaking connections on purpose.</summary>
internal static class Connections
{
    private static readonly TimeSpan OnTheWay = TimeSpan.FromMilliseconds(20);

    /// <summary>Breaks the connection after what was flushed has left.</summary>
    public static async Task BreakAsync(Exchange exchange)
    {
        // The server has no word for "sent", and breaking at once would take the last bytes with it. This is the network's
        // time, not the simulated one: a test that stops the clock must not stop it.
        if (exchange.Http.Response.HasStarted)
            await Task.Delay(OnTheWay, TimeProvider.System, CancellationToken.None);
        exchange.Http.Abort();
    }
}
