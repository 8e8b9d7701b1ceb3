namespace HybridAi.Storage.Usage;

/// <summary>The columns of <c>usage_records</c>, numbered in the order in which every statement names them.</summary>
internal enum UsageColumn
{
    Id, At, OrganizationId, TeamId, UserId, KeyId, Api, RequestedModel, Provider, Model, Deployment, Streamed, Simulated, Status, Outcome,
    FailureCause, FinishReason, Input, CachedInput, CacheWrite, CacheWrite1h, AudioInput, ImageInput, Output, Reasoning, AudioOutput,
    ImageOutput, Estimated, Cost, CostSource, Duration, FirstToken, Attempts, AbandonedAttempts, Cache, Session, Task, Tags, EndUser, ClientAddress,
    Route, Decisions, Saved, SavedTime, Region,
}

/// <summary>Statements over all columns of <c>usage_records</c>.</summary>
internal static class UsageColumns
{
    /// <summary>The names, in the order of <see cref="UsageColumn"/>.</summary>
    public const string Names = """
        id, at, organization_id, team_id, user_id, key_id, api, requested_model, provider, model, deployment, streamed, simulated, status, outcome,
        failure_cause, finish_reason, input_tokens, cached_input_tokens, cache_write_tokens, cache_write_1h_tokens, audio_input_tokens, image_input_tokens,
        output_tokens, reasoning_tokens, audio_output_tokens, image_output_tokens, estimated, cost_nanos, cost_source, duration_us, first_token_us,
        attempts, abandoned_attempts, cache, session, task, tags, end_user, client_address, route, decisions, saved_nanos, saved_us, region
        """;

    /// <summary>All input classes together.</summary>
    public const string InputTokens =
        "input_tokens + cached_input_tokens + cache_write_tokens + cache_write_1h_tokens + audio_input_tokens + image_input_tokens";

    /// <summary>All output classes together.</summary>
    public const string OutputTokens = "output_tokens + reasoning_tokens + audio_output_tokens + image_output_tokens";
}
