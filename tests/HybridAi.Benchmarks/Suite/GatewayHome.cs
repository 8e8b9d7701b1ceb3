using HybridAi.Benchmarks.Subjects;

namespace HybridAi.Benchmarks.Suite;

/// <summary>The gateway's data directory and the processes that used it, one after the other.</summary>
internal sealed class GatewayHome(SuiteOptions options, Workplace workplace, Uri upstream)
{
    private readonly List<Subject> _lives = [];

    public string Data { get; } = workplace.NewDirectory("data");

    /// <summary>Requests answered over all lives.</summary>
    public long Answered => _lives.Sum(life => life.Answered);

    public Launch Launch => LaunchOn(Data);

    public Launch LaunchOn(string data) =>
        options.StandIn ? Launches.Raw(upstream, SubjectNames.Gateway) : Launches.Gateway(Path.GetFullPath(options.Gateway), upstream, data);

    public void Count(Subject life) => _lives.Add(life);

    public Task<(bool Agree, string Text)> CheckRecordsAsync(Subject life, CancellationToken stop) => options.StandIn
        ? Task.FromResult((true, "Records: not checked, a second raw proxy stands in for the gateway."))
        : RecordCheck.RunAsync(life.Launch.Address, Answered, stop);
}
