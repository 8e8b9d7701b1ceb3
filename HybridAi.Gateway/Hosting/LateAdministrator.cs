using HybridAi.ServiceDefaults.Configuration;
using HybridAi.Storage;

namespace HybridAi.Gateway.Hosting;

/// <summary>Sees to the first administrator once the database is there, if it was away at the start. Until then those of the copy administer.</summary>
internal sealed partial class LateAdministrator(AdministratorKey administrator, TimeProvider time, ILogger<LateAdministrator> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!administrator.IsEnsured)
        {
            await Task.Delay(Interval, time, stoppingToken);
            try
            {
                await administrator.EnsureAsync(stoppingToken);
            }
            catch (StorageUnavailableException)
            {
                continue;
            }
            catch (Exception refused) when (refused is ConfigurationException or StorageException)
            {
                // At a start it would have been the end; now requests are being served.
                LogRefused(refused.Message);
                return;
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "{Reason}")]
    private partial void LogRefused(string reason);
}
