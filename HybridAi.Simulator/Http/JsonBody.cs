using System.Text.Json;
using HybridAi.Simulator.Errors;

namespace HybridAi.Simulator.Http;

/// <summary>Parses request bodies.</summary>
internal static class JsonBody
{
    private const int MaxDepth = 128;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };

    public static (JsonDocument? Document, ApiError? Error) Parse(byte[] body)
    {
        if (BodyReader.TextProblem(body) is { } problem)
            return (null, NotJson(problem));
        try
        {
            return (JsonDocument.Parse(body, Options), null);
        }
        catch (JsonException exception)
        {
            return (null, NotJson($"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}"));
        }
    }

    private static ApiError NotJson(string why) => new(
        ErrorKind.InvalidJson,
        $"We could not parse the JSON body of your request: {why}. Please make sure that the value of your request is valid JSON.");
}
