namespace HybridAi.Storage.Tests.Testing;

/// <summary>Waits for conditions that nothing announces.</summary>
internal static class Eventually
{
    /// <summary>How long anything that comes may take.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(90);

    public static Task TrueAsync(Func<bool> condition) => TrueAsync(() => Task.FromResult(condition()));

    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Longest);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!await condition())
            await timer.WaitForNextTickAsync(limit.Token);
    }
}
