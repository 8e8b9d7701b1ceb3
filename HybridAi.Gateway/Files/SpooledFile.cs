namespace HybridAi.Gateway.Files;

/// <summary>Files on their way through the gateway, on the disk so that their size costs no memory. They go with the process, however that ends.</summary>
internal static class SpooledFile
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>Makes an empty file, for writing and then reading.</summary>
    /// <param name="folder">Where; it is made.</param>
    public static FileStream Create(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, Path.GetRandomFileName());
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferBytes, FileOptions.Asynchronous | FileOptions.DeleteOnClose);
        // Elsewhere an open file needs no name, and without one it does not outlive a process that is killed.
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        return file;
    }
}
