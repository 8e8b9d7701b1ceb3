using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace HybridAi.Benchmarks.Subjects;

/// <summary>How to start a program that listens on a loopback port.</summary>
/// <param name="Name">As the tables call it.</param>
/// <param name="FileName">The program.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Port">Where it will listen.</param>
/// <param name="Environment">Variables on top of this process's own.</param>
/// <param name="Servers">The servers that it uses and nobody else does, each with its process.</param>
internal sealed record Launch(
    string Name, string FileName, string[] Arguments, int Port, IReadOnlyDictionary<string, string>? Environment = null, IReadOnlyDictionary<string, int>? Servers = null)
{
    public IPEndPoint EndPoint => new(IPAddress.Loopback, Port);

    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>Whether it is this program, in the place of a real one.</summary>
    public bool IsStandIn => FileName == System.Environment.ProcessPath;

    /// <summary>This program again, with another command.</summary>
    public static Launch Own(string name, int port, params string[] arguments) =>
        new(name, System.Environment.ProcessPath!, arguments, port);

    public ProcessStartInfo ToStartInfo(string workingDirectory, Pinning pinning)
    {
        var (fileName, arguments) = pinning.Wrap(this);
        var start = new ProcessStartInfo(fileName, arguments)
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var variable in Load.SocketThreads.Variables)
            start.Environment.Remove(variable);
        foreach (var (name, value) in Environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return start;
    }

    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
