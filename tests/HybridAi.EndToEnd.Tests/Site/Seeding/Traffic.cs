using System.Net.Http.Json;
using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.Site.Seeding;

/// <summary>Applications that call models, each with its key.</summary>
internal sealed class Traffic(Product product, IReadOnlyList<string> keys)
{
    /// <summary>A model whose provider is broken.</summary>
    public const string BrokenModel = "groq/openai/gpt-oss-20b";

    public static readonly IReadOnlyList<string> Models =
    [
        "openai/gpt-4.1-mini", "anthropic/claude-haiku-4-5-20251001", "gemini/gemini-2.5-flash", "groq/openai/gpt-oss-120b", "mistral/mistral-small-2603", "cohere/command-a-03-2025",
    ];

    private int _count;

    /// <summary>A call.</summary>
    /// <returns>The id of the request and the answer's status.</returns>
    public async Task<(Guid Id, int Status)> AskAsync(string model, string question, string? session = null, bool stream = false, int? key = null)
    {
        var count = Interlocked.Increment(ref _count);
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions")
        {
            Content = JsonContent.Create(new { model, stream, temperature = 0, messages = new[] { new { role = "user", content = question } } }),
        };
        request.Headers.Authorization = new("Bearer", keys[(key ?? count) % keys.Count]);
        request.Headers.Add("x-hybridai-session", session ?? $"session-{count % 7}");
        request.Headers.Add("x-hybridai-tags", count % 3 == 0 ? "nightly" : "production");
        using var answer = await product.Http.SendAsync(request);
        await answer.Content.ReadAsStringAsync();
        return (Guid.Parse(answer.Headers.GetValues("x-hybridai-request-id").Single()), (int)answer.StatusCode);
    }

    /// <summary>So many different questions to all models, some of them streamed.</summary>
    public async Task AskAroundAsync(int times)
    {
        for (var i = 0; i < times; i++)
            await AskAsync(Models[i % Models.Count], $"Question {i} of the seed", stream: i % 3 == 0);
    }

    /// <summary>Goes on until it is told to end: a few calls a second, some of them known to the cache, some refused.</summary>
    public async Task GoOnAsync(CancellationToken end)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(700));
        try
        {
            for (var i = 0; await pace.WaitForNextTickAsync(end); i++)
                await AskAsync(i % 17 == 0 ? "openai/there-is-no-such-model" : Models[i % Models.Count], $"Question {i % 40} while somebody looks", stream: i % 4 == 0);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return;
        }
    }
}
