using HybridAi.Core.Metrics;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Core.Usage;

namespace HybridAi.Core.Tests.Metrics.Rollups;

public sealed class RollupBuilderTests
{
    private static readonly Guid One = new("01900000-0000-7000-8000-000000000001");

    [Fact]
    public void Each_request_is_in_one_series_of_each_cut()
    {
        var builder = new RollupBuilder();
        builder.Add(Request("m1", "off"));
        builder.Add(Request("m1", "exact"));
        builder.Add(Request("m2", "miss"));
        var rows = builder.Build(100);
        foreach (var cut in MetricCut.All)
            Assert.Equal(3, rows.Where(row => row.Series.Cut == cut).Sum(row => row.Sums[MetricNumber.Requests]));
        Assert.Equal(["m1", "m2"], rows.Where(row => row.Series.Cut.Name == "models").Select(row => row.Series.Values[1]));
        var total = rows.Single(row => row.Series.Cut.Name == "total").Sums;
        Assert.Equal((1, 1, 3), (total[MetricNumber.CacheHits], total[MetricNumber.CacheMisses], total.Durations.Count));
    }

    [Fact]
    public void What_organizations_have_in_common_does_not_make_them_one_and_no_value_is_not_an_empty_one()
    {
        var other = new Guid("01900000-0000-7000-8000-000000000002");
        var builder = new RollupBuilder();
        var request = Request("m", "off");
        builder.Add(request);
        request.Organization = other;
        builder.Add(request);
        builder.Add(request);
        request[MetricDimension.Task] = "";
        builder.Add(request);

        // Asked twice, nothing is counted twice.
        builder.Build(100);
        var rows = builder.Build(100);

        Assert.Equal([(One, 1L), (other, 3L)], rows.Where(row => row.Series.Cut.Name == "total").Select(row => (row.Series.Organization, row.Sums[MetricNumber.Requests])));
        Assert.Equal(
            [(One, null, 1L), (other, null, 2L), (other, "", 1L)],
            rows.Where(row => row.Series.Cut.Name == "labels").Select(row => (row.Series.Organization, row.Series.Values[0], row.Sums[MetricNumber.Requests])));
    }

    [Fact]
    public void Beyond_the_bound_the_least_used_become_one_and_sums_stay_exact_in_whatever_order_they_come()
    {
        // m00 once, m01 twice, …: the last three are the most used; m03 and m04 are as many.
        var models = Enumerable.Range(0, 10).SelectMany(model => Enumerable.Repeat($"m{model:00}", model == 4 ? 4 : model + 1)).ToArray();
        var first = Build(models);
        Assert.Equal(["m07", "m08", "m09", null], first.Select(row => row.Series.Values[1]));
        Assert.Equal((true, models.Length - 27), (first[^1].Series.IsFolded, first[^1].Sums[MetricNumber.Requests]));
        Assert.Equal(models.Length, first.Sum(row => row.Sums.Durations.Count));
        new Random(5).Shuffle(models);
        Assert.Equal(first.Select(Text), Build(models).Select(Text));
        Assert.Equal(["m03", "m05", "m06", "m07", "m08", "m09", null], Build(models, 6).Select(row => row.Series.Values[1]));
    }

    [Fact]
    public void What_was_folded_stays_so_and_takes_no_place()
    {
        var builder = new RollupBuilder();
        foreach (var row in Build(["a", "b", "b", "c"], 1).Concat(Build(["b", "b", "d"], 1)))
            builder.SumsOf(row.Series).Add(row.Sums);
        var rows = builder.Build(1);
        Assert.Equal(["b", null], rows.Select(row => row.Series.Values[1]));
        Assert.Equal([4L, 3L], rows.Select(row => row.Sums[MetricNumber.Requests]));
    }

    [Fact]
    public void An_absurd_record_ends_a_sum_at_its_bound_and_nothing_else()
    {
        var builder = new RollupBuilder();
        for (var i = 0; i < 3; i++)
        {
            var request = Request("m", "off");
            request.CostNanos = long.MaxValue;
            builder.Add(request);
        }

        Assert.All(builder.Build(10), row => Assert.Equal((3, long.MaxValue), (row.Sums[MetricNumber.Requests], row.Sums[MetricNumber.CostNanos])));
    }

    [Fact]
    public void The_smallest_cut_answers_and_what_no_cut_has_together_none()
    {
        Assert.Equal("total", MetricCut.Find([])!.Name);
        Assert.Equal("models", MetricCut.Find([MetricDimension.Model])!.Name);
        Assert.Equal("keys", MetricCut.Find([MetricDimension.User, MetricDimension.Organization])!.Name);
        Assert.Equal("people", MetricCut.Find([MetricDimension.User, MetricDimension.Model])!.Name);
        Assert.Equal("traffic", MetricCut.Find([MetricDimension.Cause])!.Name);
        Assert.Null(MetricCut.Find([MetricDimension.User, MetricDimension.Region]));
        Assert.Equal(MetricCut.All.Count, MetricCut.All.Select(cut => cut.Id).Distinct().Count());
        Assert.All(MetricDimensions.All, dimension => Assert.NotNull(MetricCut.Find([dimension])));
    }

    private static List<RollupRow> Build(IEnumerable<string> models, int most = 3)
    {
        var builder = new RollupBuilder();
        foreach (var model in models)
            builder.Add(Request(model, "off"));
        return [.. builder.Build(most).Where(row => row.Series.Cut.Name == "models")];
    }

    private static string Text(RollupRow row) => $"{string.Join(',', row.Series.Values)} {row.Series.IsFolded} {row.Sums[MetricNumber.Requests]} {Convert.ToHexString(row.Sums.Durations.Write())}";

    private static RolledRequest Request(string model, string cache)
    {
        var request = new RolledRequest { Organization = One, Outcome = UsageOutcome.Succeeded, Attempts = 1, DurationMicros = 1000 * model.Length };
        (request[MetricDimension.Provider], request[MetricDimension.Model], request[MetricDimension.Cache]) = ("p", model, cache);
        return request;
    }
}
