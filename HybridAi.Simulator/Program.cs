using HybridAi.Simulator;

var configuration = new ConfigurationBuilder()
    .AddJsonFile(Path.Combine(Directory.GetCurrentDirectory(), "simulator.json"), optional: true)
    .AddEnvironmentVariables()
    .AddCommandLine(args, new Dictionary<string, string> { ["--urls"] = "Simulator:Urls", ["--seed"] = "Simulator:Seed" })
    .Build();
var options = SimulatorOptions.From(configuration.GetSection(SimulatorOptions.Section));
if (options.Urls.Count == 0)
    options.Urls.Add("http://127.0.0.1:8090");

await using var app = SimulatorHost.Build(options);
await app.StartAsync();
Console.WriteLine($"The Simulator listens on {string.Join(", ", app.Urls)}");
await app.WaitForShutdownAsync();
