using System.Globalization;
using HybridAi.Benchmarks.CommandLine;
using HybridAi.Benchmarks.Reporting;

namespace HybridAi.Benchmarks.Site;

/// <summary>How long the site's pages take when there are many records, and what they weigh.</summary>
internal static class SiteCommand
{
    private const string Section = "site";
    private const double MostFirstByte = 200, MostRender = 50, MostKilobytes = 150;

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        if (arguments.Switch("help"))
        {
            Console.WriteLine(SiteOptions.Help);
            return 0;
        }

        var options = SiteOptions.From(arguments);
        return await OneReport.MakeAsync(Section, options.Work, options.Write, async directory => Report(options, await new SiteRun(options, directory).RunAsync(stop)));
    }

    private static string Report(SiteOptions options, SiteResult result)
    {
        var table = new MarkdownTable("page", "first byte, p50", "p95", "of it reading", "rendering, p50", "p95", "weight", "");
        foreach (var page in result.Pages)
        {
            var isMet = page.FirstByte.Median <= MostFirstByte && page.Render.Median <= MostRender && page.Kilobytes <= MostKilobytes;
            table.Row(
                $"`{page.Address}`", Milliseconds(page.FirstByte.Median), Milliseconds(page.FirstByte.P95), Milliseconds(page.Reading.Median), Milliseconds(page.Render.Median), Milliseconds(page.Render.P95),
                string.Create(CultureInfo.InvariantCulture, $"{page.Kilobytes:0} kB"), isMet ? "met" : "**missed**");
        }

        return string.Create(CultureInfo.InvariantCulture, $"""
            `{CommandText.Of("site")}` on {MachineFacts.Describe()}
            {result.Requests:#,0} requests of {options.Keys} keys over {options.Days} days, as the API counts them; each page {options.Times} times, after three that do not count. At the median at most {MostFirstByte} ms to the first byte,
            {MostRender} ms for rendering, {MostKilobytes} kB in all.

            {table}
            """);
    }

    private static string Milliseconds(double milliseconds) => Figures.Time(TimeSpan.FromMilliseconds(milliseconds));
}
