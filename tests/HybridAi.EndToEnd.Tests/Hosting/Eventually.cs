namespace HybridAi.EndToEnd.Tests.Hosting;

/// <summary>Waits for what another process does, by asking it.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    public static async Task<T> GetAsync<T>(Func<Task<T>> ask, Func<T, bool> isIt, string otherwise)
    {
        using var limit = new CancellationTokenSource(Longest);
        using var pause = new PeriodicTimer(Pause);
        T last;
        do
        {
            last = await ask();
            if (isIt(last))
                return last;
        }
        while (!limit.IsCancellationRequested && await pause.WaitForNextTickAsync(CancellationToken.None));
        Assert.Fail(otherwise);
        return last;
    }
}
