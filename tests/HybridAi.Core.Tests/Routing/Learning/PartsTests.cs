using HybridAi.Core.Costs;
using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Learning;

namespace HybridAi.Core.Tests.Routing.Learning;

/// <summary>The small parts of what learns: outages, kinds of requests, what answers of a kind are like.</summary>
public sealed class PartsTests
{
    [Fact]
    public void An_outage_is_believed_by_the_rule_of_Bayes_and_forgotten_by_the_clock()
    {
        var now = TimeSpan.FromDays(1).Ticks;
        var one = new OutageFilter(0.1, 0.2, now).With(failed: true, whileUp: 0.05, now);
        var sum = (0.1 * 0.97) + (0.2 * 0.35) + (0.7 * 0.05);
        Assert.Equal(0.1 * 0.97 / sum, one.Down, 12);
        Assert.Equal(0.2 * 0.35 / sum, one.Degraded, 12);
        var other = one.With(failed: false, whileUp: 0.05, now);
        Assert.Equal(one.Down * 0.03 / ((one.Down * 0.03) + (one.Degraded * 0.65) + ((1 - one.Down - one.Degraded) * 0.95)), other.Down, 12);
        // In trouble for 20 minutes of 12:20 hours; what is left of the difference to that falls with both rates together.
        var usual = 20 / 740.0;
        Assert.Equal(usual, OutageFilter.Unknown.Down, 12);
        Assert.Equal(usual + ((one.Down - usual) * Math.Exp(-10 * ((1 / 20.0) + (1 / 720.0)))), one.Later(now + TimeSpan.FromMinutes(10).Ticks).Down, 12);
        Assert.Equal(usual, one.Later(now + TimeSpan.FromDays(1).Ticks).Degraded, 9);
    }

    [Fact]
    public void Single_failures_are_no_outage_but_four_in_a_row_are()
    {
        var (filter, at) = (OutageFilter.Unknown, TimeSpan.FromDays(1).Ticks);
        for (var i = 1; i <= 400; i++)
        {
            filter = filter.With(failed: i % 20 == 0, 0.05, at += TimeSpan.TicksPerSecond);
            Assert.InRange(filter.Down + filter.Degraded, 0, 0.25);
        }

        for (var i = 0; i < 4; i++)
            filter = filter.With(failed: true, 0.05, at += TimeSpan.TicksPerSecond);
        Assert.InRange(filter.Down, 0.9, 1);
    }

    [Fact]
    public void A_cell_weighs_its_answers_by_their_age()
    {
        var cell = AnswerCell.Of(1);
        foreach (var (usable, length) in new[] { (true, 1.0), (true, 2.0), (false, 4.0) })
            cell = cell.With(usable, (length, length / 4));
        var weights = new[] { 0.98 * 0.98, 0.98, 1 };
        Assert.Equal(weights.Sum(), cell.Weight, 12);
        Assert.Equal((weights[0] + weights[1]) / weights.Sum(), cell.Usable, 12);
        Assert.Equal((weights[0] + (2 * weights[1]) + 4) / weights.Sum(), cell.Length, 12);
        Assert.Equal(cell.Length / 4, cell.Cached, 12);
        Assert.Equal(cell.Length, cell.With(usable: true, null).Length, 12);
    }

    [Fact]
    public void A_narrow_kind_is_drawn_towards_the_wide_one_and_prevails_with_time()
    {
        var cells = new AnswerCells();
        var (code, chat) = (RequestContext.Of(Request(task: "code")), RequestContext.Of(Request(task: "chat")));
        for (var i = 0; i < 100; i++)
            cells.Learn(chat, usable: true, (0, 0));
        cells.Learn(code, usable: true, (1, 0));
        var few = cells.Find(code).Length;
        Assert.InRange(few, 0.05, 0.4);
        for (var i = 0; i < 100; i++)
            cells.Learn(code, usable: true, (1, 0));
        Assert.InRange(cells.Find(code).Length, 0.9, 1);
        Assert.InRange(cells.Find(RequestContext.Of(Request(task: "unheard of"))).Length, 0.2, 0.9);
    }

    [Fact]
    public void More_kinds_than_there_are_places_displace_each_other_but_what_is_common_stays()
    {
        var (cells, common) = (new AnswerCells(), RequestContext.Of(Request(task: "common")));
        for (var i = 0; i < 3000; i++)
        {
            cells.Learn(common, usable: true, (2, 0));
            cells.Learn(RequestContext.Of(Request(task: $"rare-{i}")), usable: true, (-2, 0));
        }

        Assert.True(cells.All.Count() <= 1 + AnswerCells.Places);
        Assert.InRange(cells.Find(common).Length, 1, 2);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(511, 0)]
    [InlineData(512, 1)]
    [InlineData(2047, 1)]
    [InlineData(2048, 2)]
    [InlineData(8192, 3)]
    [InlineData(int.MaxValue, 11)]
    public void Inputs_have_classes_of_which_each_is_four_times_the_one_before(int tokens, int expected) => Assert.Equal(expected, RequestContext.SizeClass(tokens));

    [Fact]
    public void Kinds_differ_by_name_task_size_stream_and_region_and_have_the_same_keys_after_a_restart()
    {
        var all = new[] { Request(), Request(model: "n"), Request(task: "t"), Request(input: 5000), Request(streamed: true), Request(region: "eu") };
        Assert.Equal(all.Length, all.Select(RequestContext.Of).Select(context => context.Place).Distinct().Count());
        Assert.Equal(RequestContext.Of(Request()).Kind, RequestContext.Of(Request(region: "eu")).Kind);
        Assert.Equal(RequestContext.Of(Request()).Task, RequestContext.Of(Request(input: 5000)).Task);
        Assert.Equal(RequestContext.Of(Request()), RequestContext.Of(Request() with { Model = "one/m", AskedModel = "m" }));
        Assert.Equal(KeyOfTask, RequestContext.Of(Request(task: "code")).Task);
    }

    [Fact]
    public void Usual_lengths_are_by_kind_and_any_number_of_threads_may_add_to_them()
    {
        var (outputs, code, chat) = (new UsualOutputs(), RequestContext.Of(Request(task: "code")), RequestContext.Of(Request(task: "chat")));
        Assert.Equal(400, outputs.Find(code).Tokens);
        Parallel.For(0, 4000, i => outputs.Learn(i % 2 == 0 ? code : chat, i % 2 == 0 ? 1000 : 50));
        Assert.InRange(outputs.Find(code).Tokens, 900, 1000);
        Assert.InRange(outputs.Find(chat).Tokens, 50, 100);
        Assert.InRange(FeatureVector.OutputOf(outputs.Find(code).Feature), 850, 1001);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("stop", true)]
    [InlineData("length", true)]
    [InlineData("end_turn", true)]
    [InlineData("content_filter", false)]
    [InlineData("refusal", false)]
    [InlineData("SAFETY", false)]
    public void An_answer_is_of_use_unless_it_was_withheld(string? finish, bool expected) =>
        Assert.Equal(expected, Attempt(null) is var attempt && (attempt with { Outcome = attempt.Outcome with { FinishReason = finish } }).Usable);

    [Theory]
    [InlineData(null, 1, true, false)]
    [InlineData(FailureCause.ServerError, 1, true, true)]
    [InlineData(FailureCause.RateLimit, 1, true, true)]
    [InlineData(FailureCause.ContentFilter, 1, true, false)]
    [InlineData(FailureCause.HedgeLost, 1, true, false)]
    [InlineData(FailureCause.BadRequest, 1, false, true)]
    [InlineData(FailureCause.ClientAborted, 1, false, true)]
    [InlineData(FailureCause.TotalTimeout, 1, false, true)]
    [InlineData(FailureCause.TotalTimeout, 31, true, true)]
    public void What_the_caller_did_is_not_held_against_a_deployment(FailureCause? cause, int seconds, bool counts, bool failed)
    {
        var attempt = Attempt(cause, seconds);
        Assert.Equal(counts, attempt.Counts);
        if (counts)
            Assert.Equal(failed, attempt.Failed);
        Assert.Equal(cause is null, attempt.Usable);
    }

    // Written down so that a change of the keys, which would make what is on disk worthless, is noticed.
    private const ulong KeyOfTask = 9079375907194448433;

    private static LearnedAttempt Attempt(FailureCause? cause, int seconds = 1) => new(
        new AttemptOutcome(new Deployment { Provider = "a", Model = "m" }, TimeSpan.FromSeconds(seconds), null, cause, 0, default(TokenUsage)), DateTimeOffset.UnixEpoch);

    private static RouteRequest Request(string model = "m", string? task = null, int input = 100, bool streamed = false, string? region = null) => new()
    {
        Model = model, At = DateTimeOffset.UnixEpoch, Task = task, InputTokens = input, Streamed = streamed, Region = region,
    };
}
