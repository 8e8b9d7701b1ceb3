using HybridAi.Benchmarks.CommandLine;

namespace HybridAi.Benchmarks.Suite;

/// <summary>What a run measures and for how long.</summary>
internal sealed record SuiteOptions
{
    public const string Help = """
        ./bench.sh [--option value ...]        paths count from the repository's root

          --quick             short slices: about six minutes, wider spreads
          --rounds N          paired rounds of each scenario (default 11, quick 9)
          --slice SECONDS     of one subject in one round (default 1, quick 0.5); the open loop's are twice as long
          --warm SECONDS      of each subject before a scenario's first round (default 10, quick 3)
          --connections N     of the closed loops (default 64)
          --rate N            requests a second of the open loop (default 1000)
          --streams N         open streams of the memory scenario (default 1000)
          --keys N            API keys to create in the gateway (default 10000, quick 1000)
          --starts N          starts per kind of data directory (default 5, quick 3)
          --seed N            of the order of subjects (default: chosen, printed)
          --pin               each subject on the last core, client and upstream on the others (taskset)
          --only A,B          of chat,stream,translated,translated-stream,single,open,first,hit,hit-latency,miss,failover,streams,start (default: all; quick leaves out single)
          --distributed       also the gateway as a service of its own on a Postgres and a Redis, which are started for it; without --only
                              its CPU and the open loop are measured, and --write has a section of its own
          --control           also the gateway with limits, budgets and routing by measurement on; without --only its CPU and the open loop are measured,
                              and --write has a section of its own
          --gateway WHAT      directory of a published HybridAi.Standalone, or 'raw': a second raw proxy in its place
          --distributed-gateway DIRECTORY  a published HybridAi.Gateway
          --nginx PATH        the nginx binary, or 'none' (default: from PATH)
          --work DIRECTORY    for logs and data (default artifacts/bench)
          --write FILE        put the tables into the marked section of FILE
          --keep              keep the run's directory
        """;

    public required bool Quick { get; init; }

    public required int Rounds { get; init; }

    public required TimeSpan Slice { get; init; }

    public required TimeSpan WarmUp { get; init; }

    public required int Connections { get; init; }

    public required int Rate { get; init; }

    public required int Streams { get; init; }

    public required int Keys { get; init; }

    public required int Starts { get; init; }

    public required int Seed { get; init; }

    public required bool Pin { get; init; }

    public required IReadOnlySet<string> Only { get; init; }

    public required string Gateway { get; init; }

    /// <summary>Whether the distributed gateway is a subject too.</summary>
    public required bool Distributed { get; init; }

    public required bool Control { get; init; }

    public required string DistributedGateway { get; init; }

    public required string Nginx { get; init; }

    public required string Work { get; init; }

    public required string? Write { get; init; }

    public static SuiteOptions From(Arguments arguments)
    {
        var quick = arguments.Switch("quick");
        var distributed = arguments.Switch("distributed");
        var control = arguments.Switch("control");
        var options = new SuiteOptions
        {
            Quick = quick,
            Rounds = arguments.Whole("rounds", quick ? 9 : 11, least: 1, most: 1000),
            Slice = TimeSpan.FromSeconds(arguments.Number("slice", quick ? 0.5 : 1, least: 0.1, most: 60)),
            WarmUp = TimeSpan.FromSeconds(arguments.Number("warm", quick ? 3 : 10, least: 0.1, most: 60)),
            Connections = arguments.Whole("connections", 64, least: 1, most: 2000),
            Rate = arguments.Whole("rate", 1000, least: 1, most: 20_000),
            Streams = arguments.Whole("streams", 1000, least: 1, most: 5000),
            Keys = arguments.Whole("keys", quick ? 1000 : 10_000, least: 1, most: 100_000),
            Starts = arguments.Whole("starts", quick ? 3 : 5, least: 1, most: 50),
            Seed = arguments.Whole("seed", Random.Shared.Next(1_000_000), least: 0, most: int.MaxValue),
            Pin = arguments.Switch("pin"),
            Only = arguments.Text("only", string.Join(',', distributed || control ? ScenarioNames.Requests : quick ? ScenarioNames.Quick : ScenarioNames.All)).Split(',').ToHashSet(),
            Gateway = arguments.Text("gateway", Path.Combine("artifacts", "standalone")),
            Distributed = distributed,
            Control = control,
            DistributedGateway = arguments.Text("distributed-gateway", Path.Combine("artifacts", "gateway")),
            Nginx = arguments.Text("nginx", "nginx"),
            Work = arguments.Text("work", Path.Combine("artifacts", "bench")),
            Write = arguments.OptionalText("write"),
        };
        arguments.EnsureAllUsed();
        var unknown = options.Only.Except(ScenarioNames.All).ToArray();
        return unknown is [] ? options : throw new ArgumentException($"--only knows {string.Join(", ", ScenarioNames.All)}; not {string.Join(", ", unknown)}.");
    }

    public bool StandIn => Gateway == "raw";
}
