using HybridAi.Core.Routing.Learning;
using HybridAi.Storage.Routing;

namespace HybridAi.Gateway.Routing;

/// <summary>Keeps what the strategies learn across restarts: read at the start, written once a minute while there is something new, and at the end.</summary>
internal sealed partial class LearnedKeeping(Learner learner, LearnedFile file, TimeProvider time, ILogger<LearnedKeeping> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private long _kept;

    /// <summary>Before anything is served.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await file.LoadAsync(cancellationToken) is { } bytes && !LearnerFormat.TryRead(learner, bytes))
            LogOther();
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await KeepAsync(stoppingToken);
        }
        finally
        {
            await KeepAsync(CancellationToken.None);
        }
    }

    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        var learned = learner.Learned;
        if (learned == _kept)
            return;
        try
        {
            await file.SaveAsync(LearnerFormat.Write(learner), cancellationToken);
            _kept = learned;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogFailed(failure);
        }
    }

    [LoggerMessage(LogLevel.Warning, "What routing learned could not be written to the disk; it is tried again")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(LogLevel.Warning, "What routing learned was written by another release, or is not whole; it is learned anew")]
    private partial void LogOther();
}
