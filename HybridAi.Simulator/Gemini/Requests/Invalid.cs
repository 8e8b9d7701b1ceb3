using HybridAi.Simulator.Errors;

namespace HybridAi.Simulator.Gemini.Requests;

/// <summary>The words for what is wrong with a request whose fields are all known.</summary>
internal static class Invalid
{
    /// <summary><c>* GenerateContentRequest.contents[0].parts: …</c></summary>
    public static ApiError At(string path, string what) => new(ErrorKind.InvalidRequest, $"* GenerateContentRequest.{path}: {what}\n", path);

    public static ApiError Argument(string message, string? path = null) => new(ErrorKind.InvalidRequest, message, path);
}
