namespace HybridAi.Benchmarks.Subjects;

/// <summary>Finds programs as a shell does, and where Debian keeps those for administrators.</summary>
internal static class Programs
{
    public static string? Find(string program)
    {
        if (program.Contains('/'))
            return File.Exists(program) ? Path.GetFullPath(program) : null;
        var directories = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin");
        return directories.Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);
    }
}
