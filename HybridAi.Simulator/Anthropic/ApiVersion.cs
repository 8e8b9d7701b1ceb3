using HybridAi.Simulator.Errors;

namespace HybridAi.Simulator.Anthropic;

/// <summary>What the header <c>anthropic-version</c> asks for.</summary>
internal enum ApiVersion
{
    /// <summary><c>2023-06-01</c></summary>
    June2023,

    /// <summary><c>2026-10-21</c>: no sampling parameters, no documents by the assistant, no citations by the user.</summary>
    October2026,
}

internal static class ApiVersions
{
    private const string Header = "anthropic-version";

    public static ApiError? Read(HttpRequest request, out ApiVersion version)
    {
        var given = request.Headers[Header].ToString();
        version = given == "2026-10-21" ? ApiVersion.October2026 : ApiVersion.June2023;
        return given switch
        {
            "" => ApiError.Invalid($"{Header}: header is required"),
            "2023-06-01" or "2026-10-21" => null,
            _ => ApiError.Invalid($"{Header}: \"{given}\" is not a valid version"),
        };
    }
}
