using System.Globalization;
using HybridAi.Benchmarks.Reporting;
using HybridAi.Benchmarks.Suite;

namespace HybridAi.Benchmarks.Workload.Caching;

/// <summary>What the cache is worth, in tables.</summary>
internal sealed class CacheTables(CacheRun run)
{
    public const string Explanation = """
        - **Caches** are compared in worlds of two hours, in which an answer lives for one (`Cache:Ttl`, as all options at its default). The cache is the product's own from the request's bytes on: what may be cached, the key, requests in
          flight, the level in memory with its bound of 500 MB, and how long an answer lives, on the simulated clock. Each answer has as many bytes as a real one (a stream an event for each token) and says whose it is: one that reaches another
          prompt or organization ends the run. A hit is counted as 1 ms, what it has to stay below at p99. Prompts are of the ten tasks. Organizations ask the same ones, word for word, and are not given each other's answers; two libraries
          spell the same request differently.
        - **Zipf**: each of five organizations (40, 25, 15, 12, 8 % of the requests) has 10,000 prompts; the one of rank r is asked in proportion to 1 / r^0.83, whatever was asked before. 0.83 is the steepest of the six web proxies that L. Breslau et
          al. measured (0.64 to 0.83; "Web caching and Zipf-like distributions: evidence and implications", INFOCOM 1999); queries of search engines follow such a law, too (Y. Xie, D. O'Hallaron: "Locality in search engine queries and its
          implications for caching", INFOCOM 2002). How many prompts an organization has, nobody has published: 10,000 is a choice. **The hit rate hangs on both**, as the table by popularity shows, and where it is below 40 % the goals are not
          reached. Real requests also come in bursts, which helps a cache and is left out. **Repeated**: 100 prompts each, all asked alike.
        - **One request in ten may not be cached** (an assumption): for 5 % the caller switches the cache off, 3 % are stored at the provider (`store`), 2 % are spoken (`audio`). The goals of the Zipf traffic count all requests; the hit rate of
          repeated requests is that of those that may be cached, the first of each prompt among them. Hits are answers from the cache alone; *shared* are those of identical requests under way. Upstream calls are attempts, those that failed too.
          A mean answer time that falls by more than the 60 % of the goal of 40 to 60 % is better than that, not a miss.
        - **No provider is down** where goals are judged, as where learning is judged by changes. The rows *one down* have the outage that all other rows have. A first try with it, of three hours, had the tuned seed's mean answer time at −36 %: the
          requests that find out whether a provider hangs wait for a minute and longer, and they are as many each hour with a cache as without, so that they weigh more in the mean.
        - **The semantic cache has no row.** What it finds is [measured on pairs](#what-the-semantic-cache-takes-for-the-same). How often people ask the same in other words nobody has measured; the 1,248 texts of the pairs are too few for a
          Zipf law; and the evidence that it wants before it answers comes from comparing answers' texts, which the simulation has none of.

        """;

    public MarkdownTable Goals() => GoalTable.Of(
        run.Results.Select(result => (result.Seed, new[] { Text($"{result.TimeIn(CacheWorld.ZipfWithOutage):+0.0 %;−0.0 %}") }, result.Goals)), "mean answer time while one is down, not judged");

    public MarkdownTable Rows()
    {
        var table = new MarkdownTable("", "hit rate", "of what may be cached", "shared", "calls", "mean", "mean ÷ without", "P95", "P95 ÷ without", "USD per 1,000", "quality", "success", "held", "evicted");
        foreach (var world in CacheWorld.All)
        {
            AddRow(table, $"{world.Name}: {Contender.Recommended.Name}", world, scores => scores.Without);
            AddRow(table, $"{world.Name}: {Contender.Cached.Name}", world, scores => scores.With);
        }

        return table;
    }

    public MarkdownTable ByPopularity()
    {
        var table = new MarkdownTable(["prompts of each organization", .. CacheRun.Exponents.Select(exponent => Text($"exponent {exponent:0.00}"))]);
        foreach (var prompts in CacheRun.Counts)
            table.Row([Text($"{prompts:#,0}"), .. CacheRun.Exponents.Select(exponent => Text($"{run.Others[(prompts, exponent)]:0.0 %}"))]);
        return table;
    }

    private void AddRow(MarkdownTable table, string name, CacheWorld world, Func<(Score Without, Score With), Score> which)
    {
        var scores = run.Results.Select(result => (Own: which(result.Scores[world]), result.Scores[world].Without)).ToArray();
        double Median(Func<Score, double> figure) => Spread.Of(scores.Select(one => figure(one.Own))).Median;
        double Ratio(Func<Score, double> figure) => Spread.Of(scores.Select(one => figure(one.Own) / figure(one.Without))).Median;
        table.Row(
            name, Text($"{Median(CacheResult.HitRate):0.0 %}"), Median(score => score.Cacheable) == 0 ? "–" : Text($"{Median(CacheResult.HitRateOfCacheable):0.0 %}"),
            Text($"{Median(score => (double)score.Shared / score.Requests):0.00 %}"), Figures.Count(Median(score => score.Calls)),
            Text($"{Median(score => score.Mean):0.00} s"), Text($"{Ratio(score => score.Mean):0.00}"), Text($"{Median(score => score.P95):0.00} s"), Text($"{Ratio(score => score.P95):0.00}"),
            Text($"{Median(score => score.CostPerThousand):0.000}"), Text($"{Median(score => score.Quality):0.0000}"), Text($"{Median(score => score.Success):0.000 %}"),
            Figures.Megabytes(Median(score => score.CachedBytes)), Figures.Count(Median(score => score.Evicted)));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
