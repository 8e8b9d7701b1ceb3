using HybridAi.Core.Responses;

namespace HybridAi.Gateway.Responses;

/// <summary>Removes stored responses that have expired; also while storing is switched off, for those of before.</summary>
internal sealed partial class ResponsePruning(IResponseStore store, TimeProvider time, ILogger<ResponsePruning> logger) : BackgroundService
{
    private const int Batch = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, stoppingToken);
            try
            {
                while (await store.PruneAsync(time.GetUtcNow(), Batch, stoppingToken) == Batch)
                {
                }
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                LogFailed(failed);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Stored responses that have expired could not be removed; it is tried again")]
    private partial void LogFailed(Exception exception);
}
