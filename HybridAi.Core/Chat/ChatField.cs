namespace HybridAi.Core.Chat;

/// <summary>A setting of a <see cref="ChatRequest"/> that not every wire has.</summary>
public enum ChatField
{
    /// <summary><see cref="ChatRequest.MaxOutputTokens"/>.</summary>
    MaxOutputTokens,

    /// <summary><see cref="SamplingOptions.Temperature"/>.</summary>
    Temperature,

    /// <summary><see cref="SamplingOptions.TopP"/>.</summary>
    TopP,

    /// <summary><see cref="SamplingOptions.TopK"/>.</summary>
    TopK,

    /// <summary><see cref="SamplingOptions.MinP"/>.</summary>
    MinP,

    /// <summary><see cref="SamplingOptions.FrequencyPenalty"/>.</summary>
    FrequencyPenalty,

    /// <summary><see cref="SamplingOptions.PresencePenalty"/>.</summary>
    PresencePenalty,

    /// <summary><see cref="SamplingOptions.RepetitionPenalty"/>.</summary>
    RepetitionPenalty,

    /// <summary><see cref="SamplingOptions.Seed"/>.</summary>
    Seed,

    /// <summary><see cref="SamplingOptions.LogitBias"/>.</summary>
    LogitBias,

    /// <summary><see cref="ChatRequest.Stop"/>.</summary>
    Stop,

    /// <summary><see cref="ChatRequest.ChoiceCount"/> above 1.</summary>
    ChoiceCount,

    /// <summary><see cref="ChatRequest.Logprobs"/> when true.</summary>
    Logprobs,

    /// <summary><see cref="ChatRequest.TopLogprobs"/>.</summary>
    TopLogprobs,

    /// <summary><see cref="ChatRequest.Tools"/>.</summary>
    Tools,

    /// <summary><see cref="ChatRequest.ToolChoice"/>.</summary>
    ToolChoice,

    /// <summary><see cref="ChatRequest.ParallelToolCalls"/>.</summary>
    ParallelToolCalls,

    /// <summary><see cref="ChatRequest.MaxToolCalls"/>.</summary>
    MaxToolCalls,

    /// <summary><see cref="ChatRequest.Output"/>.</summary>
    Output,

    /// <summary><see cref="ChatRequest.Reasoning"/>.</summary>
    Reasoning,

    /// <summary><see cref="ChatRequest.Verbosity"/>.</summary>
    Verbosity,

    /// <summary><see cref="ChatRequest.Modalities"/> other than text.</summary>
    Modalities,

    /// <summary><see cref="ChatRequest.Audio"/>.</summary>
    Audio,

    /// <summary><see cref="ChatRequest.ServiceTier"/>.</summary>
    ServiceTier,

    /// <summary><see cref="ChatRequest.Cache"/>.</summary>
    Cache,

    /// <summary><see cref="ChatRequest.PromptCacheKey"/>.</summary>
    PromptCacheKey,

    /// <summary><see cref="ChatRequest.PromptCacheRetention"/>.</summary>
    PromptCacheRetention,

    /// <summary><see cref="ChatRequest.EndUser"/>.</summary>
    EndUser,

    /// <summary><see cref="ChatRequest.Metadata"/>.</summary>
    Metadata,

    /// <summary><see cref="ChatRequest.Store"/> when true.</summary>
    Store,

    /// <summary><see cref="ChatRequest.Messages"/>.</summary>
    Messages,
}
