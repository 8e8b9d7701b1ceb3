namespace HybridAi.EndToEnd.Tests.Hosting;

/// <summary>A directory that goes with the test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("hybridai-e2e-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
