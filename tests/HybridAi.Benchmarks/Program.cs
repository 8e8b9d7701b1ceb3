using HybridAi.Benchmarks.Chaos;
using HybridAi.Benchmarks.CommandLine;
using HybridAi.Benchmarks.Ingest;
using HybridAi.Benchmarks.Load;
using HybridAi.Benchmarks.Metrics;
using HybridAi.Benchmarks.Micro;
using HybridAi.Benchmarks.RawProxy;
using HybridAi.Benchmarks.Semantic;
using HybridAi.Benchmarks.Site;
using HybridAi.Benchmarks.Suite;
using HybridAi.Benchmarks.Tasks;
using HybridAi.Benchmarks.Upstream;
using HybridAi.Benchmarks.Workload;

const string Usage = """
    HybridAi.Benchmarks COMMAND [--option value ...]

      suite     everything: starts upstream, nginx, raw proxy and gateway, measures them in paired rounds, prints Markdown
      ingest    how many usage records a second Postgres and SQLite take
      metrics   how long questions to the rollups of ten million records take
      site      how long the site's pages take with a million records behind them
      chaos     what the end-to-end tests count in which servers and services die
      workload  what choosing among providers, learning and caching are worth: a simulation, the same on each run
      semantic  how well the semantic cache tells paraphrases from look-alikes
      upstream  a very cheap OpenAI-compatible upstream          --port 9001
      raw       a raw Kestrel proxy, the yardstick               --port 9002 --upstream http://127.0.0.1:9001
      load      the load client alone                            --target http://127.0.0.1:9002 [--mode closed|open] ...
      micro     BenchmarkDotNet over inner pieces                (BenchmarkDotNet's own arguments)
      tasks     trains and measures the classifier of tasks

    ./bench.sh --help lists the options of suite; ingest, metrics, site, chaos, semantic, tasks and workload have a --help of their own.
    """;

if (args is not [var command, .. var rest])
{
    Console.WriteLine(Usage);
    return 2;
}

using var stop = new StopSignals();
try
{
    return command switch
    {
        "suite" => await SuiteCommand.RunAsync(Arguments.Parse(rest), stop.Token),
        "ingest" => await IngestCommand.RunAsync(Arguments.Parse(rest), stop.Token),
        "metrics" => await MetricsCommand.RunAsync(Arguments.Parse(rest), stop.Token),
        "site" => await SiteCommand.RunAsync(Arguments.Parse(rest), stop.Token),
        "chaos" => await ChaosCommand.RunAsync(Arguments.Parse(rest), stop.Token),
        "workload" => WorkloadCommand.Run(Arguments.Parse(rest), stop.Token),
        "semantic" => SemanticCommand.Run(Arguments.Parse(rest)),
        "upstream" => await UpstreamServer.RunAsync(Arguments.Parse(rest), stop.Token),
        "raw" => await RawProxyServer.RunAsync(Arguments.Parse(rest), stop.Token),
        "load" => await LoadCommand.RunAsync(Arguments.Parse(rest), stop.Token),
        "micro" => MicroCommand.Run(rest),
        "tasks" => TasksCommand.Run(Arguments.Parse(rest)),
        _ => throw new ArgumentException($"There is no command '{command}'.\n\n{Usage}"),
    };
}
catch (ArgumentException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 2;
}
catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("Stopped.");
    return 130;
}
