namespace HybridAi.Benchmarks.Reporting;

/// <summary>Replaces a marked section of a Markdown file, and leaves the others alone.</summary>
internal static class ResultsFile
{
    private const string End = "<!-- to here -->";

    /// <param name="path">The file.</param>
    /// <param name="report">What the section shall say.</param>
    /// <param name="section">Its name: that of the command or switch which writes it; null: the suite's.</param>
    public static void Write(string path, string report, string? section = null)
    {
        var text = File.ReadAllText(path);
        var begin = $"<!-- bench.sh{(section is null ? "" : " " + section)} writes from here -->";
        var from = text.IndexOf(begin, StringComparison.Ordinal);
        var to = from < 0 ? -1 : text.IndexOf(End, from, StringComparison.Ordinal);
        if (to < 0)
            throw new ArgumentException($"{path} has no section between '{begin}' and '{End}'.");
        File.WriteAllText(path, $"{text[..(from + begin.Length)]}\n\n{report.Trim()}\n\n{text[to..]}");
    }
}
