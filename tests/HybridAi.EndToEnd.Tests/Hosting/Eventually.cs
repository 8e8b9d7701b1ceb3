namespace HybridAi.EndToEnd.Tests.Hosting;

/// <summary>Waits for what another process does, by asking it.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    public static Task<T> GetAsync<T>(Func<Task<T>> ask, Func<T, bool> isIt, string otherwise) => GetAsync(ask, isIt, () => otherwise);

    /// <param name="ask">Asks once.</param>
    /// <param name="isIt">Whether the answer is the one that is waited for.</param>
    /// <param name="otherwise">What to say if it never comes, with what is known by then.</param>
    public static async Task<T> GetAsync<T>(Func<Task<T>> ask, Func<T, bool> isIt, Func<string> otherwise)
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
        Assert.Fail(otherwise());
        return last;
    }
}
