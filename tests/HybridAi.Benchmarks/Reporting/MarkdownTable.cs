using System.Text;

namespace HybridAi.Benchmarks.Reporting;

/// <summary>A table whose first column names the row.</summary>
internal sealed class MarkdownTable(params string[] headers)
{
    private readonly StringBuilder _text = new StringBuilder()
        .Append("| ").AppendJoin(" | ", headers).Append(" |\n|---|")
        .Append(string.Concat(Enumerable.Repeat("---:|", headers.Length - 1))).Append('\n');

    public void Row(params string[] cells)
    {
        if (cells.Length != headers.Length)
            throw new ArgumentException($"{cells.Length} cells for {headers.Length} columns.");
        _text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }

    public override string ToString() => _text.ToString();
}
