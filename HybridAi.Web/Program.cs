using HybridAi.ServiceDefaults;
using HybridAi.ServiceDefaults.Configuration;
using HybridAi.Web;
using HybridAi.Web.Hosting;

try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddSite();
    await using var app = builder.Build();
    app.MapServiceDefaults();
    app.MapWeb();
    await app.RunAsync();
    return 0;
}
catch (ConfigurationException invalid)
{
    await Console.Error.WriteLineAsync(invalid.Message);
    return 2;
}
