using System.Diagnostics;
using System.Net.Sockets;
using HybridAi.Benchmarks.Load;

namespace HybridAi.Benchmarks.Subjects;

/// <summary>Waits for a subject's first good answer to a chat request.</summary>
internal static class Readiness
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(3);

    /// <summary>Asks again and again; the answer is the time since <paramref name="start"/>.</summary>
    public static async Task<TimeSpan> WaitAsync(Subject subject, RequestSet requests, long start, CancellationToken stop)
    {
        while (true)
        {
            var outcome = await TryAskAsync(subject, requests, stop);
            if (outcome is null)
                return Stopwatch.GetElapsedTime(start);
            if (subject.HasExited || Stopwatch.GetElapsedTime(start) > Most)
                throw new InvalidOperationException($"{subject.Name} gave no good answer within {Most.TotalSeconds} s: {outcome}. Its log is in the run's directory (--keep).");
            await Task.Delay(Pause, stop);
        }
    }

    private static async Task<string?> TryAskAsync(Subject subject, RequestSet requests, CancellationToken stop)
    {
        using var connection = new HttpConnection(subject.Launch.EndPoint, seeksStamp: false);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(stop);
        bound.CancelAfter(Most);
        await using var cut = bound.Token.Register(connection.Dispose);
        try
        {
            await connection.OpenAsync(bound.Token);
            var answer = await connection.ExchangeAsync(requests.Next());
            await Task.Yield();
            subject.CountAnswered(1);
            return answer.Status == StatusCodes.Status200OK ? null : $"status {answer.Status}";
        }
        catch (Exception failure) when (failure is SocketException or IOException or ObjectDisposedException or InvalidDataException)
        {
            stop.ThrowIfCancellationRequested();
            return failure.Message;
        }
    }
}
