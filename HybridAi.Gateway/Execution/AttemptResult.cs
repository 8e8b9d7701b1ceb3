using HybridAi.Core.Routing;
using HybridAi.Gateway.Errors;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Execution;

/// <summary>How an attempt ended, with what is left to be sent to the caller once it has been recorded.</summary>
internal sealed class AttemptResult : IDisposable
{
    private byte[]? _pooled;

    public required Deployment Deployment { get; init; }

    /// <summary>Why it failed, or null.</summary>
    public ProviderError? Failure { get; set; }

    /// <summary>What the provider said of the answer, as far as it came.</summary>
    public AnswerFacts Facts { get; init; }

    /// <summary>About how many output tokens came, for when the provider did not say.</summary>
    public int EstimatedOutputTokens { get; init; }

    /// <summary>Whether the provider may have worked and charge for it, though the attempt failed.</summary>
    public bool MayHaveUsedTokens { get; init; }

    /// <summary>Whether content has been sent to the caller, so that nothing else can become the answer.</summary>
    public bool Committed { get; init; }

    /// <summary>From the request's arrival to the first content, or null.</summary>
    public TimeSpan? TimeToFirstToken { get; init; }

    /// <summary>From the attempt's start to its end.</summary>
    public TimeSpan Duration { get; set; }

    /// <summary>What is to be sent last: a whole answer, a stream's terminator, or a stream's error.</summary>
    public ReadOnlyMemory<byte> LastBytes { get; init; }

    /// <summary>The type of a whole answer; null: JSON.</summary>
    public string? ContentType { get; init; }

    /// <summary>Whether what was sent cannot carry an error: a failure breaks the connection, so that a part is not taken for the whole.</summary>
    public bool IsBareContent { get; init; }

    /// <summary>A pooled array that <see cref="LastBytes"/> lies in; given back when the result is disposed.</summary>
    public byte[]? Pooled { init => _pooled = value; }

    /// <summary>The names of fields that the provider would have refused and that were taken out, or null.</summary>
    public IReadOnlyList<string>? Dropped { get; set; }

    /// <summary>The failure as the caller is told it.</summary>
    public GatewayError ToError() => GatewayError.Of(Failure!, Deployment.Provider);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _pooled, null) is { } pooled)
            BodyBuffers.Return(pooled);
    }
}
