using HybridAi.Simulator.Errors;

namespace HybridAi.Simulator.Scripts;

/// <summary>What scripted errors say.</summary>
internal static class ScriptedErrors
{
    public static ApiError ToApiError(ScriptedError scripted)
    {
        var (kind, message) = Describe(scripted.Kind);
        return new ApiError(kind, scripted.Message ?? message)
        {
            Status = scripted.Status,
            RetryAfterSeconds = scripted.RetryAfterSeconds ?? (kind == ErrorKind.RateLimit ? 1 : null),
        };
    }

    private static (ErrorKind Kind, string Message) Describe(ScriptedErrorKind kind) => kind switch
    {
        ScriptedErrorKind.BadGateway => (ErrorKind.BadGateway, "Bad gateway."),
        ScriptedErrorKind.Overloaded => (ErrorKind.Overloaded, "The engine is currently overloaded, please try again later."),
        ScriptedErrorKind.RateLimit => (ErrorKind.RateLimit, "Rate limit reached. Please try again later."),
        ScriptedErrorKind.Quota => (ErrorKind.Quota, QuotaMessage),
        ScriptedErrorKind.Auth => (ErrorKind.BadKey, "Incorrect API key provided."),
        ScriptedErrorKind.Permission => (ErrorKind.Permission, "You do not have permission to use this resource."),
        ScriptedErrorKind.BadRequest => (ErrorKind.InvalidRequest, "The request is invalid."),
        ScriptedErrorKind.ContextLength => (ErrorKind.ContextLength, "This model's maximum context length has been exceeded. Please reduce the length of the messages."),
        ScriptedErrorKind.ContentFilter => (ErrorKind.ContentFilter, FilterMessage),
        ScriptedErrorKind.NotFound => (ErrorKind.ModelNotFound, "The model does not exist or you do not have access to it."),
        ScriptedErrorKind.Timeout => (ErrorKind.Timeout, "The request timed out."),
        _ => (ErrorKind.ServerError, ServerMessage),
    };

    public const string ServerMessage = "The server had an error while processing your request. Sorry about that!";

    public const string QuotaMessage = "You exceeded your current quota, please check your plan and billing details.";

    public const string FilterMessage =
        "The response was filtered due to the prompt triggering the content management policy. Please modify your prompt and retry.";
}
