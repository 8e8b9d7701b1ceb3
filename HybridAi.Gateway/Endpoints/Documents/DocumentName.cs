using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Documents;

/// <summary>The name of what administrators define: part of addresses, records and metrics, so it is plain.</summary>
internal static class DocumentName
{
    private const int Longest = 64;

    public static Outcome<string> Read(string? text) => text?.Trim() switch
    {
        null or "" => ApiError.Invalid("name", "is required"),
        { Length: > Longest } => ApiError.Invalid("name", $"must have at most {Longest} characters"),
        var name when !name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '.' or '-' or '_') =>
            ApiError.Invalid("name", "must consist of lower-case letters, digits, dots, hyphens and underscores"),
        var name => name,
    };
}
