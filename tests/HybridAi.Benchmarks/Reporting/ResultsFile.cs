namespace HybridAi.Benchmarks.Reporting;

/// <summary>Replaces the marked section of a Markdown file.</summary>
internal static class ResultsFile
{
    private const string Begin = "<!-- bench.sh writes from here -->";
    private const string End = "<!-- to here -->";

    public static void Write(string path, string report)
    {
        var text = File.ReadAllText(path);
        var from = text.IndexOf(Begin, StringComparison.Ordinal);
        var to = text.IndexOf(End, StringComparison.Ordinal);
        if (from < 0 || to < from)
            throw new ArgumentException($"{path} has no section between '{Begin}' and '{End}'.");
        File.WriteAllText(path, $"{text[..(from + Begin.Length)]}\n\n{report.Trim()}\n\n{text[to..]}");
    }
}
