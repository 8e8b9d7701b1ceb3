using HybridAi.AppHost;
using HybridAi.ServiceDefaults.Configuration;
using HybridAi.Standalone;
using HybridAi.Storage;

try
{
    Console.WriteLine(Fallback.Reason);
    await using var host = await StandaloneHost.StartAsync(args);
    Console.WriteLine(host.Banner);
    await host.WaitForShutdownAsync();
    return 0;
}
catch (Exception invalid) when (invalid is ConfigurationException or StorageException)
{
    await Console.Error.WriteLineAsync(invalid.Message);
    return 2;
}
