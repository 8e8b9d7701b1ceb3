using System.Globalization;
using System.Text;
using HybridAi.Benchmarks.Reporting;
using HybridAi.Benchmarks.Suite;
using HybridAi.Benchmarks.Workload.Caching;
using HybridAi.Benchmarks.Workload.Learning;
using HybridAi.Benchmarks.Workload.World;

namespace HybridAi.Benchmarks.Workload;

/// <summary>The whole run in Markdown.</summary>
internal sealed class WorkloadReport(WorkloadOptions options, IReadOnlyList<WorkloadResult> results, IReadOnlyList<LearningResult> learning, CacheRun caching)
{
    private const string World = """
        Nothing is called and no time is slept: one thread goes from event to event of a clock that jumps, with the product's own router, live statistics, prompt-cache map, breakers, retry policy,
        causes and prices, all at their defaults. What is written anew is the loop around them: the plan in its order, each at once after the one that failed, then again after a wait. The same seed
        gives the same table, to the last digit on the same runtime.

        - **Requests** arrive by a Poisson process whose rate goes up and down by half, once, as over a day; those of conversations and agents follow each other and share ever longer beginnings. Ten
          tasks from classification (6 tokens out) to writing (1,100); all sizes spread. The router is told an estimate of the input, the caller's limit if there is one, and how the prompt begins.
        - **Providers** serve a model of their own at the catalog's prices. Their speed, capacity and quality are assumed, of the order of what such providers show in public: dear models are the better
          ones, very fast providers have little room. Times to the first token and speeds spread; all of them drift (a random walk, busy hours, level shifts up to three times as slow for minutes) and
          slow down by the square root beyond their capacity. What is in a provider's prompt cache (for five minutes, found nine times of ten) costs the price of cached input and no time.
        - **Errors** at every provider: 5 % of attempts, two fifths 500, three tenths 429 with Retry-After, a fifth a broken connection, a tenth silence until the time-out. One stream in 2,000 breaks after its
          first content, when nothing else can become the answer any more. One provider is down for 45 % of the time: it refuses at once or takes requests and never answers.
        - **Hedged** rows ask the next provider as well when an attempt is late, by the product's own measuring and bound of what that may add, at their defaults. A cancelled attempt is charged its prompt and,
          of an answer that is not streamed, the part that was written.
        - **Quality** is a score of each answer around the mean of its model and task, which the router is never told. It is told the number that an administrator would guess ("rated").
        - **All rows** meet the same requests and the same luck: draws belong to a request, its attempt and the provider, not to the order in which they are made. *Equal weights* is the strategy `weighted`
          with the same breakers, retries and fallback as all others. A provider alone has retries and nothing to fall back to. Cost is that of all attempts, failed ones too, over the served requests.

        """;

    private readonly StringBuilder _text = new();

    public string Write()
    {
        var requests = results.Select(result => result.World.Arrivals.Count).ToArray();
        _text.Append(CultureInfo.InvariantCulture, $"`{CommandText.Of("workload")}`: {options.Seeds} seeds, {options.Minutes} simulated minutes with {requests.Min():#,0} to {requests.Max():#,0} requests each. ");
        var (strategy, weights) = (Contender.Recommended.Strategy, Contender.Recommended.Config.Weights!);
        _text.Append(CultureInfo.InvariantCulture, $"**HybridAi** is the strategy `{strategy}` with `Routing:Weights` {weights.Latency}, {weights.Errors}, {weights.Cost}, {weights.Quality} (latency, errors, cost, quality), ");
        _text.Append(CultureInfo.InvariantCulture, $"tuned on seed {WorkloadOptions.TunedSeed} and no other.\n\n");
        Section("HybridAi against equal weights", Goals());
        Section("All ways to choose, median of the seeds", MedianTable());
        Section("Hedging, median of the seeds", HedgingTable());
        Section("Cost of 1,000 served requests in US dollars, by seed", BySeed(score => score.CostPerThousand, "0.000"));
        Section("P95 in seconds, by seed", BySeed(score => score.P95, "0.00"));
        Section("P99 in seconds, by seed", BySeed(score => score.P99, "0.00"));
        Section("Quality, by seed", BySeed(score => score.Quality, "0.0000"));
        Section("Success, by seed", BySeed(score => score.Success, "0.000 %"));
        var tables = new LearningTables(learning);
        Section("Learning: `adaptive` and `predictive` against their goals", tables.Goals());
        Section("Learning: all strategies, median of the seeds", tables.StrategyTable());
        Section("Forecasts of `predictive` against moving averages, errors on attempts not seen before", tables.ForecastTable());
        var caches = new CacheTables(caching);
        Section("Caches against their goals", caches.Goals());
        Section("Caches, median of the seeds", caches.Rows());
        Section("Hit rate of the Zipf traffic by popularity, one seed, all requests", caches.ByPopularity());
        Section("The providers", ProviderTable());
        _text.Append(World).Append(LearningTables.Explanation).Append(CacheTables.Explanation);
        return _text.ToString();
    }

    private MarkdownTable Goals() => GoalTable.Of(results.Select(result => (result.World.Seed, new[] { TextOf(result.World.Outage) }, result.Goals)), "down");

    private static string TextOf(Outage outage) => $"{ProviderProfile.All[outage.Provider].Provider}, {(outage.Hangs ? "hangs" : "refuses")}";

    private MarkdownTable MedianTable()
    {
        var table = new MarkdownTable("", "USD per 1,000", "cost", "P95", "P95 ÷ equal", "quality", "success", "most used");
        foreach (var contender in Contender.All)
        {
            table.Row(
                contender.Name,
                Text($"{Median(contender, score => score.CostPerThousand):0.000}"),
                Text($"{Ratio(contender, score => score.CostPerThousand):0.00}"),
                Text($"{Median(contender, score => score.P95):0.00} s"),
                Text($"{Ratio(contender, score => score.P95):0.00}"),
                Text($"{Median(contender, score => score.Quality):0.0000}"),
                Text($"{Median(contender, score => score.Success):0.000 %}"),
                MostUsed(contender));
        }

        return table;
    }

    private MarkdownTable HedgingTable()
    {
        var table = new MarkdownTable("", "P95", "P99", "P99 with ÷ without", "hedged", "extra spend", "most of a seed", "success");
        foreach (var (without, with) in Contender.Hedged)
        {
            foreach (var contender in new[] { without, with })
            {
                table.Row(
                    contender.Name,
                    Text($"{Median(contender, score => score.P95):0.00} s"),
                    Text($"{Median(contender, score => score.P99):0.00} s"),
                    Text($"{Spread.Of(results.Select(result => result[contender].P99 / result[without].P99)).Median:0.00}"),
                    Text($"{Median(contender, score => score.Hedged):0.0 %}"),
                    Text($"{Median(contender, score => score.ExtraSpend):0.0 %}"),
                    Text($"{results.Max(result => result[contender].ExtraSpend):0.0 %}"),
                    Text($"{Median(contender, score => score.Success):0.000 %}"));
            }
        }

        return table;
    }

    private MarkdownTable BySeed(Func<Score, double> figure, string format)
    {
        var table = new MarkdownTable(["", .. results.Select(result => Text($"{result.World.Seed}")), "median"]);
        foreach (var contender in Contender.All)
        {
            var median = Median(contender, figure);
            table.Row([contender.Name, .. results.Select(result => figure(result[contender])).Append(median).Select(value => value.ToString(format, CultureInfo.InvariantCulture))]);
        }

        return table;
    }

    private static MarkdownTable ProviderTable()
    {
        var table = new MarkdownTable("", "USD per 1,000,000 in", "out", "cached", "first token", "tokens/s", "capacity", "quality", "rated");
        var catalog = Core.Catalog.ModelCatalog.LoadBuiltIn();
        foreach (var profile in ProviderProfile.All)
        {
            var price = profile.Deploy(catalog).Prices.Prices.Last(price => price.From is not { } from || from <= DateOnly.FromDateTime(SimulatedWorld.Start.UtcDateTime));
            table.Row(
                $"{profile.Provider}/{profile.Model}", Text($"{price.Input:0.00}"), Text($"{price.Output:0.00}"), price.CachedInput is { } cached ? Text($"{cached:0.00}") : "–",
                Text($"{profile.FirstToken:0.00} s"), Text($"{profile.TokensPerSecond:#,0}"), Text($"{profile.Capacity}"), Text($"{profile.Quality:0.00}"), Text($"{profile.Rated:0.00}"));
        }

        return table;
    }

    private string MostUsed(Contender contender)
    {
        var shares = ProviderProfile.All.Select((profile, i) => (profile.Provider, Share: Median(contender, score => score.Shares[i])));
        return string.Join(", ", shares.OrderByDescending(pair => pair.Share).Take(3).Where(pair => pair.Share > 0).Select(pair => Text($"{pair.Provider} {pair.Share:0 %}")));
    }

    private double Median(Contender contender, Func<Score, double> figure) => Spread.Of(results.Select(result => figure(result[contender]))).Median;

    private double Ratio(Contender contender, Func<Score, double> figure) =>
        Spread.Of(results.Select(result => figure(result[contender]) / figure(result[Contender.EqualWeights]))).Median;

    private void Section(string title, MarkdownTable table) => _text.Append("### ").Append(title).Append("\n\n").Append(table).Append('\n');

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
