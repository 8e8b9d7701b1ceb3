using System.Text.Json;
using HybridAi.Gateway.Errors;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Dialects.Json;

/// <summary>One reading of a request body: keeps the first thing that is wrong, so that parsers need not ask after each value.</summary>
internal sealed class BodyReader
{
    private BodyReader(ReadOnlyMemory<byte> body) => Body = body;

    /// <summary>The bytes that values are slices of.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>What is wrong with the body, or null.</summary>
    public GatewayError? Error { get; private set; }

    /// <summary>Notes what is wrong, unless something was wrong before.</summary>
    public void Fail(string path, string message) => Error ??= GatewayError.Invalid(message, path);

    /// <summary>Reads a body: a JSON object, or else an error.</summary>
    /// <param name="body">The body.</param>
    /// <param name="read">Reads the request from its fields.</param>
    /// <param name="result">What was read, if nothing is wrong.</param>
    public static GatewayError? Read<T>(ReadOnlyMemory<byte> body, Func<JsonFields, T> read, out T? result)
        where T : class
    {
        result = null;
        var reader = new BodyReader(body);
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = BodyScan.MaxDepth });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return GatewayError.Invalid("The body must be a JSON object.");
            var request = read(new JsonFields(reader, document.RootElement, JsonPath.Root));
            if (reader.Error is null)
                result = request;
            return reader.Error;
        }
        catch (JsonException malformed)
        {
            return GatewayError.Invalid($"The body is not valid JSON: {JsonFault.Describe(malformed)}.");
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair or invalid UTF-8 within a text.
            return GatewayError.Invalid("A text in the body is not valid Unicode.");
        }
    }
}
