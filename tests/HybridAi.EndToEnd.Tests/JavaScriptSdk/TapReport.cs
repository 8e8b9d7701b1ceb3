using System.Text;
using System.Text.RegularExpressions;

namespace HybridAi.EndToEnd.Tests.JavaScriptSdk;

/// <summary>What node's test runner says, in the Test Anything Protocol.</summary>
internal sealed record TapReport(IReadOnlyList<string> Failures, int Passed)
{
    private static readonly Regex Result = new(@"^(?<indent>\s*)(?<not>not )?ok \d+ - (?<name>.*)$");

    public static TapReport Read(string output)
    {
        var (failures, passed, detail) = (new List<string>(), 0, default(StringBuilder));
        foreach (var line in output.Split('\n'))
        {
            if (Result.Match(line) is { Success: true } match)
            {
                Finish();
                if (match.Groups["not"].Success)
                    detail = new StringBuilder($"✗ {match.Groups["name"].Value}");
                else
                    passed++;
            }
            else if (line.TrimStart().StartsWith("...", StringComparison.Ordinal))
            {
                Finish();
            }
            else
            {
                detail?.Append('\n').Append(line);
            }
        }

        Finish();
        return new TapReport(failures, passed);

        void Finish()
        {
            if (detail is not null)
                failures.Add(detail.ToString());
            detail = null;
        }
    }
}
