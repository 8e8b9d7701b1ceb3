using System.Data.Common;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Identity;
using HybridAi.Gateway.Inference;
using HybridAi.Storage;

namespace HybridAi.Gateway.Endpoints.Management;

/// <summary>Around every management endpoint: identifies the caller, and turns what goes wrong below into an answer of the API's shape.</summary>
internal sealed partial class ApiBoundary(ICallerAuthenticator authenticator, ILogger<ApiBoundary> logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        try
        {
            return Identify(http) ?? http.GetEndpoint()?.Metadata.GetMetadata<QueryParameters>()?.Check(http.Request.Query) ?? await next(context);
        }
        catch (BadHttpRequestException e)
        {
            return new ApiError(e.StatusCode, "bad_request", e.Message);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer; the status is for the server's own metrics.
            return TypedResults.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }
        catch (Exception e) when (e is DbException or StorageException)
        {
            LogStorageFailed(e, http.Request.Method, http.Request.Path);
            return new ApiError(
                StatusCodes.Status503ServiceUnavailable, "storage_unavailable",
                e is StorageUnavailableException { IsOutcomeUnknown: true }
                    ? "The database broke off at the last step, so it is unknown whether the change was made. Read it again before you repeat it."
                    : "The database does not answer, so nothing was changed or read. Try again shortly.");
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            LogFailed(e, http.Request.Method, http.Request.Path);
            return new ApiError(
                StatusCodes.Status500InternalServerError, "internal_error", "The gateway failed on this request. Its log has the cause.");
        }
    }

    private ApiError? Identify(HttpContext http)
    {
        if (http.FindCaller() is not null)
            return null;
        var failure = AuthenticationFailure.Missing;
        var secret = RequestSecret.Find(http.Request.Headers);
        if (!secret.IsEmpty && authenticator.Authenticate(secret, out failure) is { } caller)
        {
            http.SetCaller(caller);
            return null;
        }
        var refused = Identifier.Refuse(failure);
        var (status, _, code) = OpenAiErrorShape.Of(refused);
        return new ApiError(status, code!, refused.Message);
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Path}: the database failed")]
    private partial void LogStorageFailed(Exception exception, string method, string path);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogFailed(Exception exception, string method, string path);
}
