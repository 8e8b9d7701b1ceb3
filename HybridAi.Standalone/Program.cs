using HybridAi.ServiceDefaults.Configuration;
using HybridAi.Standalone;
using HybridAi.Storage;

try
{
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
catch (IOException occupied) when (occupied.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
{
    await Console.Error.WriteLineAsync($"{occupied.Message} Choose another with --urls http://localhost:8081.");
    return 2;
}
