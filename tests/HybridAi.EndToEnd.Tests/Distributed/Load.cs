using System.Collections.Concurrent;
using HybridAi.EndToEnd.Tests.Accounting;
using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.Distributed;

/// <summary>Callers that ask one question after the other until they are told to stop, and remember what came of each.</summary>
internal sealed class Load
{
    private static readonly string[] Models =
        ["openai/gpt-4.1-mini", "groq/openai/gpt-oss-120b", "mistral/mistral-small-2603", "cerebras/gpt-oss-120b", "openrouter/openai/gpt-4o-mini"];

    /// <summary>The providers that are asked.</summary>
    public static IReadOnlyList<string> Providers { get; } = ["openai", "groq", "mistral", "cerebras", "openrouter"];

    private readonly ConcurrentQueue<ChatCall> _calls = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _callers;
    private readonly string _name;
    private int _number;

    private Load(Product product, string name, int callers)
    {
        _name = name;
        _callers = Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => CallAsync(product))));
    }

    /// <summary>Starts so many callers.</summary>
    public static Load Start(Product product, string name, int callers) => new(product, name, callers);

    /// <summary>How many calls have ended.</summary>
    public int Ended => _calls.Count;

    /// <summary>Waits until so many more calls have ended.</summary>
    public Task MoreAsync(int calls)
    {
        var goal = Ended + calls;
        return Eventually.GetAsync(() => Task.FromResult(Ended), ended => ended >= goal, $"fewer than {calls} calls ended");
    }

    /// <summary>Lets the callers end what they are at.</summary>
    /// <returns>All calls.</returns>
    public async Task<IReadOnlyList<ChatCall>> StopAsync()
    {
        await _stopping.CancelAsync();
        await _callers;
        _stopping.Dispose();
        return [.. _calls];
    }

    private async Task CallAsync(Product product)
    {
        while (!_stopping.IsCancellationRequested)
            _calls.Enqueue(await Next(Interlocked.Increment(ref _number)).SendAsync(product.Http));
    }

    private ChatCall Next(int number)
    {
        var (marker, streamed) = ($"{_name}-{number}", number % 2 == 0);
        return new ChatCall(marker, "v1/chat/completions", new
        {
            model = Models[number % Models.Length],
            stream = streamed,
            messages = new[] { new { role = "user", content = $"<{marker}> [[words:{20 + (number % 60)}]]" } },
        }, streamed);
    }
}
