namespace HybridAi.Benchmarks.Load;

/// <summary>
/// Lets the load client's sockets complete on one thread, without a hop to the pool: it then costs least of the cores that it shares
/// with the subjects. The runtime reads these once, at its first socket; children must not inherit them.
/// </summary>
internal static class SocketThreads
{
    public static readonly string[] Variables =
        ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT"];

    public static void UseOne()
    {
        foreach (var variable in Variables)
            Environment.SetEnvironmentVariable(variable, "1");
    }
}
