using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace HybridAi.Benchmarks.Micro;

/// <summary>BenchmarkDotNet over the classes of this folder; its arguments (<c>--filter *Key*</c>, <c>--list flat</c>) pass through.</summary>
internal static class MicroCommand
{
    public static int Run(string[] args)
    {
        // In process: it needs no build of its own, so it runs wherever this program does.
        var config = DefaultConfig.Instance
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .WithArtifactsPath(Path.Combine("artifacts", "micro"));
        BenchmarkSwitcher.FromAssembly(typeof(MicroCommand).Assembly).Run(args is [] ? ["--filter", "*"] : args, config);
        return 0;
    }
}
