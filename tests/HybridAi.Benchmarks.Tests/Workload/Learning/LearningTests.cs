using HybridAi.Benchmarks.Workload;
using HybridAi.Benchmarks.Workload.Learning;
using HybridAi.Benchmarks.Workload.World;
using HybridAi.Core.Routing;

namespace HybridAi.Benchmarks.Tests.Workload.Learning;

public sealed class LearningTests
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(10);

    [Fact]
    public void Oracle_HasTheHighestReward_OfAllThatChoose()
    {
        var world = new SimulatedWorld(5, Length);
        var rewards = Contender.Choosing.ToDictionary(contender => contender, contender => Simulation.Run(world, contender).Rewards.Sum());
        Assert.Equal(Contender.Oracle, rewards.MaxBy(pair => pair.Value).Key);
    }

    [Theory]
    [InlineData((int)ChangeKind.Quality)]
    [InlineData((int)ChangeKind.Price)]
    [InlineData((int)ChangeKind.Latency)]
    public void Change_HurtsItsProvider_FromItsRequestOn(int kind)
    {
        const int From = 1000;
        var world = new SimulatedWorld(5, Length) { Outage = Outage.None };
        var only = Contender.All.Single(contender => contender.Only == 2);
        var (before, after) = (Simulation.Run(world, only), Simulation.Run(world.With(new Change((ChangeKind)kind, 2, From)), only));
        // What arrived before had ended by then, but for the latest and those that hung.
        Assert.InRange(before.Rewards.Zip(after.Rewards).Take(From).Count(pair => pair.First == pair.Second), 0.9 * From, From);
        Assert.True(after.Rewards.Skip(From).Average() < before.Rewards.Skip(From).Average() - 0.05);
        var other = Contender.All.Single(contender => contender.Only == 1);
        Assert.Equal(Simulation.Run(world, other).Rewards, Simulation.Run(world.With(new Change((ChangeKind)kind, 2, From)), other).Rewards);
    }

    [Fact]
    public void OverDays_HasAboutAsManyRequestsAsAnHour_MostInTheBusyHours()
    {
        var arrivals = SimulatedWorld.OverDays(5, 2).Arrivals;
        Assert.InRange(arrivals.Count, 20_000, 35_000);
        Assert.InRange(arrivals[^1].At, TimeSpan.FromHours(46), TimeSpan.FromHours(48));
        // The world begins with its quietest hour; twelve hours later is the busiest.
        Assert.True(arrivals.Count(arrival => arrival.At.Hours is >= 9 and < 15) > 1.5 * arrivals.Count(arrival => arrival.At.Hours is >= 21 or < 3));
    }

    [Fact]
    public void Labels_AreGivenToMostSessions_AndWholeOnes()
    {
        var arrivals = new SimulatedWorld(5, Length).Arrivals;
        Assert.InRange((double)arrivals.Count(arrival => arrival.Request.Task is not null) / arrivals.Count, 0.7, 0.9);
        Assert.All(arrivals.Where(arrival => arrival.Request.Task is not null), arrival => Assert.Equal(TaskProfile.All[arrival.Task].Name, arrival.Request.Task));
    }

    [Fact]
    public void Averages_ForetellWhatTheySaw_AndAnErrorIsOneOfWhatComesNext()
    {
        var time = new VirtualTime(SimulatedWorld.Start);
        var averages = new MovingAverages(TimeSpan.FromMinutes(5), time);
        var deployment = new Deployment { Provider = "a", Model = "m" };
        Assert.Null(averages.Foresee(deployment).Whole);
        Assert.Equal(0.05, averages.Foresee(deployment).Failure);
        averages.Learn(Outcome(1));
        averages.Learn(Outcome(Math.E * Math.E));
        Assert.Equal(1, averages.Foresee(deployment).Whole!.Value, 5);
        Assert.Equal(0.1 / 4, averages.Foresee(deployment).Failure, 5);
        var errors = new ForecastErrors();
        errors.Add(Outcome(1), 1, null, 0.5);
        errors.Add(Outcome(1, Core.Resilience.FailureCause.ServerError), 1, null, 0.5);
        Assert.Equal((1, 0.25), (errors.Whole, errors.Brier));

        AttemptOutcome Outcome(double seconds, Core.Resilience.FailureCause? cause = null) => new(deployment, TimeSpan.FromSeconds(seconds), null, cause, 0, null);
    }

    [Fact]
    public void Try_ForetellsBeforeItLearns()
    {
        var trial = Simulation.Try(new SimulatedWorld(5, Length), Contender.EqualWeights);
        Assert.True(trial.Own.Whole < trial.BestAverage(errors => errors.Whole));
        // Who knew what comes would be off by less than anybody can be.
        Assert.InRange(trial.Own.Whole, 0.15, 1);
        Assert.InRange(trial.Own.Brier, 0.03, 0.2);
    }

    [Fact]
    public void UntilRecovered_CountsFromTheChange()
    {
        var count = LearningResult.ChangedFrom + 2000;
        var result = Result(Enumerable.Range(0, count).Select(i => i < LearningResult.ChangedFrom || i >= LearningResult.ChangedFrom + 300 ? 1.0 : 0.5), count);
        // 50 requests, of which at most ten at a half make nine tenths.
        Assert.Equal(340, result.UntilRecovered(ChangeKind.Price, Contender.Adaptive));
        Assert.Equal(1, result.ShareAfter(ChangeKind.Price, Contender.Adaptive));
        var never = Result(Enumerable.Repeat(0.5, count), count);
        Assert.Null(never.UntilRecovered(ChangeKind.Price, Contender.Adaptive));
        Assert.Equal(0.5, never.ShareOfOracle(Contender.Adaptive), 9);
        Assert.Equal(0.5 * LearningResult.Learned, never.Regret(Contender.Adaptive), 6);
        Assert.Contains(never.Goals, goal => !goal.Met);
    }

    private static LearningResult Result(IEnumerable<double> own, int count)
    {
        var (mine, oracle) = (Of(own), Of(Enumerable.Repeat(1.0, count)));
        IReadOnlyList<Score> scores = [.. Contender.Choosing.Select(contender => contender == Contender.Adaptive ? mine : oracle)];
        return new LearningResult
        {
            Seed = 1, Best = 0, Usual = scores, Changed = Enum.GetValues<ChangeKind>().ToDictionary(kind => kind, _ => scores), Trials = [],
        };

        static Score Of(IEnumerable<double> rewards) => Scores.Empty with { Rewards = [.. rewards] };
    }
}
