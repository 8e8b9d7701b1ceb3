using HybridAi.Benchmarks.Subjects;

namespace HybridAi.Benchmarks.Suite;

/// <summary>A gateway's data and the processes that used them, one after the other.</summary>
/// <param name="name">The gateway, as the tables call it.</param>
/// <param name="data">Its data directory.</param>
/// <param name="launchOn">How it is started on one.</param>
internal sealed class GatewayHome(string name, string data, Func<string, Launch> launchOn)
{
    private readonly List<Subject> _lives = [];

    public string Name => name;

    /// <summary>Requests answered over all lives.</summary>
    public long Answered => _lives.Sum(life => life.Answered);

    public Launch Launch => LaunchOn(data);

    public Launch LaunchOn(string directory) => launchOn(directory);

    public void Count(Subject life) => _lives.Add(life);

    public Task<(bool Agree, string Text)> CheckRecordsAsync(Subject life, CancellationToken stop) => life.Launch.IsStandIn
        ? Task.FromResult((true, "Records: not checked, a second raw proxy stands in for the gateway."))
        : RecordCheck.RunAsync(name, life.Launch.Address, Answered, stop);
}
