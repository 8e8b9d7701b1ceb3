using HybridAi.Core.Costs;
using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Learning;

namespace HybridAi.Core.Tests.Routing.Learning;

/// <summary>Deployments that answer as the test says, and what is learned of that.</summary>
internal sealed class LearningRoom
{
    public LearningRoom()
        : this(new RoutingRoom()) => Learner = Routing.Learner;

    /// <summary>Another learner with the same deployments and clock.</summary>
    public LearningRoom(RoutingRoom routing) => (Routing, Learner) = (routing, new Learner(routing.Clock));

    public RoutingRoom Routing { get; }

    public Learner Learner { get; }

    /// <summary>Attempts that end, each a second behind the other.</summary>
    public void Answer(
        string name, double seconds, int times = 1, long? output = null, string? task = null, int others = 0, double? firstContent = null, FailureCause? failure = null, string? finish = "stop", int input = 100)
    {
        for (var i = 0; i < times; i++)
        {
            Routing.Clock.Advance(TimeSpan.FromSeconds(1));
            var outcome = Outcome(Routing[name], seconds, output, task, others, firstContent, failure, finish, input);
            Routing.States.Began(outcome.Deployment);
            Routing.States.Ended(outcome);
            Learner.Ended(outcome);
        }
    }

    public AttemptOutcome Outcome(
        Deployment deployment, double seconds, long? output = null, string? task = null, int others = 0, double? firstContent = null, FailureCause? failure = null, string? finish = null, int input = 100) => new(
        deployment, TimeSpan.FromSeconds(seconds), firstContent is { } first ? TimeSpan.FromSeconds(first) : null, failure, 0,
        output is { } tokens ? new TokenUsage { Input = input, Output = tokens } : null)
    {
        Request = Request(task, firstContent is not null) with { InputTokens = input }, Others = others, FinishReason = finish,
    };

    public Forecast Foresee(string name, string? task = null, int others = 0, bool streamed = false, int? most = null) =>
        Learner.Foresee(Learner.Prepare(Request(task, streamed) with { MostOutputTokens = most }), Routing[name], others, 0);

    public (double Duration, double Failure) Doubt(string name) => Learner.Doubt(Learner.Prepare(Request(null, false)), Routing[name], 0, 0);

    public RouteRequest Request(string? task = null, bool streamed = false) => Routing.Request(streamed: streamed) with { Task = task };
}
