using System.Net;
using HybridAi.Client.Errors;
using HybridAi.ServiceDefaults.Discovery;

namespace HybridAi.Web.Gateway;

/// <summary>What becomes of a page when the gateway does not give what it needs.</summary>
internal enum GatewayFailure
{
    /// <summary>The key is not accepted (any more).</summary>
    KeyRefused,

    /// <summary>The key may not see this.</summary>
    NotAllowed,

    /// <summary>There is no such thing.</summary>
    NotFound,

    /// <summary>The gateway answered with an error.</summary>
    Failed,

    /// <summary>The gateway did not answer.</summary>
    Unreachable,
}

internal static class GatewayFailures
{
    /// <summary>Tells whether an exception is the gateway's doing; others are bugs.</summary>
    public static bool IsFailure(Exception exception, CancellationToken visitor) =>
        exception is HybridAiApiException or HttpRequestException or IOException
        || InternalClientHosting.IsRejection(exception)
        || (exception is OperationCanceledException && !visitor.IsCancellationRequested);

    public static GatewayFailure Classify(Exception exception) => exception switch
    {
        HybridAiApiException { Status: HttpStatusCode.Unauthorized } => GatewayFailure.KeyRefused,
        HybridAiApiException { Status: HttpStatusCode.Forbidden } => GatewayFailure.NotAllowed,
        // Without a code it was not the API that answered.
        HybridAiApiException { Status: HttpStatusCode.NotFound, Code: not null } => GatewayFailure.NotFound,
        HybridAiApiException => GatewayFailure.Failed,
        _ => GatewayFailure.Unreachable,
    };
}
