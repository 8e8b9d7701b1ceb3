using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using HybridAi.Gateway.Errors;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Inference;

/// <summary>
/// Reads of a form what the gateway itself needs, and puts it as a JSON body would have it, so that the rest of the way is the same for both:
/// <c>model</c>, <c>stream</c>, and <c>hybridai</c> as JSON text or as clients write objects in forms (<c>hybridai[task]</c>).
/// </summary>
internal static class FormFields
{
    private const int LongestModel = 4 * 1024;
    private const int LongestOptions = 64 * 1024;

    private static readonly string[] Texts = ["model", "stream", "hybridai"];

    public static (BodyScan? Scan, MultipartForm? Form, GatewayError? Error) Read(ReadOnlyMemory<byte> body, string contentType)
    {
        if (MultipartForm.TryRead(body, contentType, out var malformed) is not { } form)
            return (null, null, GatewayError.Invalid(malformed!));
        var json = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            if (WriteFields(form, writer) is { } error)
                return (null, null, error);
            writer.WriteEndObject();
        }

        var scan = BodyScan.TryScan(json.WrittenMemory, out var invalid);
        return (scan, form, scan is null ? GatewayError.Invalid(invalid!) : null);
    }

    private static GatewayError? WriteFields(MultipartForm form, Utf8JsonWriter writer)
    {
        foreach (var name in Texts)
        {
            if (form.Find(name) is not { } part)
                continue;
            var content = form.ContentOf(part);
            if (part.IsFile || content.Length > (name == "hybridai" ? LongestOptions : LongestModel))
                return GatewayError.Invalid($"The field '{name}' must be a short text, not a file.", name);
            if (!Utf8.IsValid(content))
                return GatewayError.Invalid($"The field '{name}' is not valid UTF-8.", name);
            if (name == "hybridai" && !IsJson(content))
                return GatewayError.Invalid("The field 'hybridai' must be a JSON object.", name);
            writer.WritePropertyName(name);
            if (name == "hybridai" || (name == "stream" && (content.SequenceEqual("true"u8) || content.SequenceEqual("false"u8))))
                writer.WriteRawValue(content, skipInputValidation: true);
            else
                writer.WriteStringValue(content);
        }

        return WriteOptions(form, writer);
    }

    // hybridai[task]=t, and hybridai[tags][]=a for each of a list.
    private static GatewayError? WriteOptions(MultipartForm form, Utf8JsonWriter writer)
    {
        var options = new Dictionary<string, List<string>>();
        foreach (var part in form.Parts)
        {
            if (part.Name == "hybridai" || !MultipartForm.IsOption(part.Name))
                continue;
            var name = part.Name["hybridai[".Length..];
            name = name.EndsWith("][]", StringComparison.Ordinal) ? name[..^3] : name.EndsWith(']') ? name[..^1] : name;
            var content = form.ContentOf(part);
            if (part.IsFile || content.Length > LongestModel || !Utf8.IsValid(content))
                return GatewayError.Invalid($"The field '{part.Name}' must be a short text.", "hybridai");
            if (!options.TryGetValue(name, out var values))
                options[name] = values = [];
            values.Add(Encoding.UTF8.GetString(content));
        }

        if (options.Count == 0)
            return null;
        if (form.Find("hybridai") is not null)
            return GatewayError.Invalid("The options are there twice, as 'hybridai' and by 'hybridai[…]'.", "hybridai");
        writer.WriteStartObject("hybridai");
        foreach (var (name, values) in options)
        {
            if (values.Count > 1 && name != "tags")
                return GatewayError.Invalid($"'hybridai.{name}' is there twice.", $"hybridai.{name}");
            writer.WriteString(name, string.Join(',', values));
        }

        writer.WriteEndObject();
        return null;
    }

    private static bool IsJson(ReadOnlySpan<byte> content)
    {
        try
        {
            var reader = new Utf8JsonReader(content, new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth - 1 });
            if (!reader.Read())
                return false;
            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
