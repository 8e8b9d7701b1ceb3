using HybridAi.Core.Chat;
using HybridAi.Core.Costs;
using HybridAi.Core.Routing;

namespace HybridAi.Node.Providers.Testing;

/// <summary>The calls of one test: each is counted, priced and made only if the test's bound leaves room for it.</summary>
internal sealed class TestSession(ConfiguredProvider provider, Deployment chat, Deployment? embeddings, TrialCalls calls, SpendingCap cap, TimeProvider time)
{
    // Fewer bytes make a token in no tokenizer's common text.
    private const int BytesPerToken = 2;

    // What providers tell their models about tools in general: Anthropic's prompt has 346 tokens with some, and others are of that order.
    private const int ToolTokens = 1024;

    private const int ThinkingTokens = 1024;

    private int _calls;

    /// <summary>The chat model.</summary>
    public Deployment Chat => chat;

    /// <summary>The embedding model, or null.</summary>
    public Deployment? Embeddings => embeddings;

    /// <summary>How many calls were made.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Whether a call was not made because it could have exceeded the bound.</summary>
    public bool IsCapReached { get; private set; }

    /// <summary>A chat with a user's one message.</summary>
    public ChatRequest Ask(string text, int tokens, bool stream = false)
    {
        // What a model thinks before it answers counts as output.
        var room = chat.CatalogModel?.Supports.Reasoning == true ? tokens + ThinkingTokens : tokens;
        return new ChatRequest
        {
            Dialect = ChatDialect.ChatCompletions,
            Model = chat.Model,
            Messages = [new ChatMessage(ChatRole.User, [new ChatPart.Text(text)])],
            MaxOutputTokens = chat.CatalogModel?.MaxOutputTokens is { } limit ? Math.Min(room, limit) : room,
            Stream = stream,
            IncludeUsage = stream,
        };
    }

    /// <summary>Asks a chat.</summary>
    /// <returns>The answer; without one, why the call was not made.</returns>
    public async Task<(TrialAnswer? Answer, string? Skipped)> ChatAsync(ChatRequest request, CancellationToken cancellationToken)
    {
        if (TrialChat.Write(provider, chat, request, out var refusal) is not { } written)
            return (null, refusal);
        var usage = new TokenUsage { Input = (written.Body.Json.Length / BytesPerToken) + 1 + (request.Tools.Count > 0 ? ToolTokens : 0), Output = request.MaxOutputTokens!.Value };
        return await CallAsync(chat, usage, () => calls.ChatAsync(provider, written, cancellationToken));
    }

    /// <summary>Asks for a vector; there has to be a model for it.</summary>
    public Task<(TrialAnswer? Answer, string? Skipped)> EmbedAsync(string text, CancellationToken cancellationToken) =>
        CallAsync(embeddings!, new TokenUsage { Input = text.Length }, () => calls.EmbedAsync(provider, embeddings!, text, cancellationToken));

    private async Task<(TrialAnswer?, string?)> CallAsync(Deployment deployment, TokenUsage most, Func<Task<TrialAnswer>> call)
    {
        // A price that is not known counts as none: then the number of calls alone is the bound.
        var reserved = deployment.Prices.CostOf(most, time.GetUtcNow()) ?? Cost.Zero;
        if (!cap.TryReserve(reserved))
        {
            IsCapReached = true;
            return (null, "the test may not cost more");
        }

        Interlocked.Increment(ref _calls);
        TrialAnswer? answer = null;
        try
        {
            answer = await call();
            return (answer, null);
        }
        finally
        {
            cap.Settle(reserved, CostOf(deployment, answer) ?? reserved);
        }
    }

    // Null: nobody knows; a provider that refuses a request bills none.
    private Cost? CostOf(Deployment deployment, TrialAnswer? answer) =>
        answer?.CostUsd is { } said ? Cost.FromUsd(said)
        : answer?.Usage is { } usage ? deployment.Prices.CostOf(usage, time.GetUtcNow())
        : answer is { Status: >= 300 } or { WasSent: false } ? Cost.Zero
        : null;
}
