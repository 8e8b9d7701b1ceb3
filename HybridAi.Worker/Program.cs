using HybridAi.ServiceDefaults;
using HybridAi.ServiceDefaults.Configuration;
using HybridAi.Storage;
using HybridAi.Worker.Hosting;

try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddWorker(new Dictionary<string, Uri>());
    await using var app = builder.Build();
    await app.OpenWorkerAsync();
    app.MapServiceDefaults();
    await app.RunAsync();
    return 0;
}
catch (Exception invalid) when (invalid is ConfigurationException or StorageException)
{
    await Console.Error.WriteLineAsync(invalid.Message);
    return 2;
}
