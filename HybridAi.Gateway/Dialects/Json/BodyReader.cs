using System.Text.Json;
using HybridAi.Gateway.Errors;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Dialects.Json;

/// <summary>One reading of a request body: keeps the first thing that is wrong, so that parsers need not ask after each value.</summary>
internal sealed class BodyReader
{
    private readonly List<JsonFields> _objects = [];

    private BodyReader(ReadOnlyMemory<byte> body) => Body = body;

    /// <summary>The bytes that values are slices of.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>What is wrong with the body, or null.</summary>
    public GatewayError? Error { get; private set; }

    /// <summary>Notes what is wrong, unless something was wrong before.</summary>
    public void Fail(string path, string message) => Error ??= GatewayError.Invalid(message, path);

    /// <summary>Remembers an object of which fields are read.</summary>
    public void Add(JsonFields fields) => _objects.Add(fields);

    /// <summary>The paths of fields, within objects that were read, that no member of what was read holds; the same twice if the object was read twice.</summary>
    public IReadOnlyList<string> Unread()
    {
        var paths = new List<string>();
        foreach (var fields in _objects)
            fields.AddUnread(paths);
        return paths;
    }

    /// <summary>Reads a body: a JSON object, or else an error.</summary>
    /// <param name="body">The body.</param>
    /// <param name="read">Reads the request from its fields.</param>
    /// <param name="result">What was read, if nothing is wrong.</param>
    /// <param name="finish">Takes what was read together with what was not; null where all is read, or none of it matters.</param>
    public static GatewayError? Read<T>(ReadOnlyMemory<byte> body, Func<JsonFields, T> read, out T? result, Func<T, IReadOnlyList<string>, T>? finish = null)
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
                result = finish is null ? request : finish(request, reader.Unread());
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
