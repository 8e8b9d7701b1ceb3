using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace HybridAi.Gateway.Endpoints.Management;

/// <summary>Optimistic concurrency: a change names the revision it was made from, in its body, as <c>?revision=</c> or as <c>If-Match</c>.</summary>
internal static class Revisions
{
    /// <summary>Checks an update, which must name a revision.</summary>
    public static ApiError? CheckUpdate(HttpContext http, long? inBody, long current, string kind) =>
        Read(http, inBody).Failed(out var error, out var named) ? error
        : named.IsAbsent ? new ApiError(
            StatusCodes.Status400BadRequest, "missing_revision",
            $"Send the 'revision' of the {kind} that you read, so that nobody's change is lost (or its ETag as If-Match).", "revision")
        : named.Matches(current) ? null : ApiError.Stale(kind);

    /// <summary>Checks a deletion, which may name a revision.</summary>
    public static ApiError? CheckDeletion(HttpContext http, long current, string kind) => CheckIfNamed(http, null, current, kind);

    public static ApiError? CheckIfNamed(HttpContext http, long? inBody, long current, string kind) =>
        Read(http, inBody).Failed(out var error, out var named) ? error
        : named.IsAbsent || named.Matches(current) ? null : ApiError.Stale(kind);

    /// <summary>Sends a document's revision as its ETag.</summary>
    public static void Tag(HttpContext http, long revision) =>
        http.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");

    private static Outcome<Named> Read(HttpContext http, long? inBody)
    {
        if (inBody is { } revision)
            return new Named(revision, false);
        var query = new ApiQuery(http.Request.Query);
        if (query.Number("revision", 1, long.MaxValue) is { } inQuery)
            return new Named(inQuery, false);
        if (query.Problem is { } problem)
            return problem;
        return http.Request.Headers.IfMatch.ToString().Trim() switch
        {
            "" => new Named(null, false),
            "*" => new Named(null, true),
            var header when EntityTagHeaderValue.TryParse(header, out var tag)
                && long.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) => new Named(number, false),
            _ => ApiError.Invalid("If-Match", "must be the ETag of an earlier answer, such as \"3\""),
        };
    }

    private readonly record struct Named(long? Revision, bool Any)
    {
        public bool IsAbsent => Revision is null && !Any;

        public bool Matches(long current) => Any || Revision == current;
    }
}
