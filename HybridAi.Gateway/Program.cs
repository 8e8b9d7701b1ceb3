using HybridAi.Gateway.Hosting;
using HybridAi.ServiceDefaults.Configuration;
using HybridAi.Storage;

try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddGateway(new GatewayHostOptions());
    await using var app = builder.Build();
    await app.MapGatewayAsync();
    await app.RunAsync();
    return 0;
}
catch (Exception invalid) when (invalid is ConfigurationException or StorageException)
{
    await Console.Error.WriteLineAsync(invalid.Message);
    return 2;
}
