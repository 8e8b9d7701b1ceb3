using System.Collections.Concurrent;
using System.Text;

namespace HybridAi.EndToEnd.Tests.Conformance;

/// <summary>Feature × dialect × provider as <c>docs/compatibility.md</c> shows it, made of what the conformance run saw.</summary>
internal static class CompatibilityTable
{
    private const string Path = "docs/compatibility.md";

    private const string Head = """
        # Compatibility

        What each dialect can ask of each provider through the gateway. Made by the conformance tests, which try every cell, streamed and not, and fail
        on any that neither works nor is refused clearly; `HYBRIDAI_WRITE_DOCS=1 ./test.sh EndToEnd` writes it anew.

        - **yes**: it works.
        - **yes, without …**: it works; the named hints, which the provider does not take, are dropped and named in `x-hybridai-dropped`.
        - **refused**: 400 that names the field, before the provider is called. The reasons stand below the tables.
        - **not offered**: no model of the provider can do it.
        - **–**: the dialect has no words for it.

        """;

    private static readonly ConcurrentDictionary<(string Feature, string Dialect, string Provider), Cell> Cells = new();

    public static void Add(Feature feature, DialectClient client, string provider, Cell cell) => Cells[(feature.Name, client.Name, provider)] = cell;

    /// <summary>Once every cell is there: compares the table with the document, or writes it.</summary>
    public static void CompareOrWrite()
    {
        if (Cells.Count < Feature.All.Count * DialectClient.All.Length * ConformanceRun.Providers.Length)
            return;
        var file = System.IO.Path.Combine(RepositoryRoot(), Path);
        var table = Render();
        if (Environment.GetEnvironmentVariable("HYBRIDAI_WRITE_DOCS") == "1")
            File.WriteAllText(file, table);
        Assert.True(File.Exists(file) && File.ReadAllText(file) == table, $"{Path} is out of date: run the tests with HYBRIDAI_WRITE_DOCS=1.");
    }

    private static string Render()
    {
        var text = new StringBuilder(Head);
        var reasons = new List<string>();
        foreach (var client in DialectClient.All)
        {
            text.Append($"\n## {Title(client.Name)}\n\n| feature | {string.Join(" | ", ConformanceRun.Providers)} |\n|---|{string.Concat(Enumerable.Repeat("---|", ConformanceRun.Providers.Length))}\n");
            foreach (var feature in Feature.All)
                text.Append($"| {feature.Title} | {string.Join(" | ", ConformanceRun.Providers.Select(provider => Word(Cells[(feature.Name, client.Name, provider)], reasons)))} |\n");
        }

        text.Append("\n## Why it is refused\n\n");
        for (var i = 0; i < reasons.Count; i++)
            text.Append($"{i + 1}. {reasons[i]}\n");
        return text.ToString();
    }

    private static string Word(Cell cell, List<string> reasons)
    {
        if (cell.Verdict != Verdict.Refused)
        {
            return cell.Verdict switch
            {
                Verdict.Works => "yes",
                Verdict.WorksWithout => $"yes, without `{cell.Note.Replace(", ", "`, `", StringComparison.Ordinal)}`",
                Verdict.NotOffered => "not offered",
                _ => "–",
            };
        }

        var at = reasons.IndexOf(cell.Note);
        if (at < 0)
        {
            reasons.Add(cell.Note);
            at = reasons.Count - 1;
        }

        return $"refused ({at + 1})";
    }

    private static string Title(string dialect) => dialect switch
    {
        "chat" => "OpenAI chat completions, `POST /v1/chat/completions`",
        "responses" => "OpenAI responses, `POST /v1/responses`",
        "messages" => "Anthropic messages, `POST /v1/messages`",
        _ => "OpenAI legacy completions, `POST /v1/completions`",
    };

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "HybridAi.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run within the repository.");
    }
}
