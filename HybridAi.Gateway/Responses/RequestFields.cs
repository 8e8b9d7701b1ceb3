using System.Text.Json;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Responses;

/// <summary>The fields of a responses request that decide what the gateway keeps and recalls, by one look at the scan.</summary>
internal readonly record struct RequestFields(bool IsBackground, bool? Store, string? PreviousId)
{
    public static RequestFields Of(BodyScan scan)
    {
        var fields = default(RequestFields);
        foreach (ref readonly var property in scan.Properties)
        {
            var name = scan.PlainNameOf(property);
            if (name.SequenceEqual("background"u8))
                fields = fields with { IsBackground = property.Type == JsonTokenType.True };
            else if (name.SequenceEqual("store"u8))
                fields = fields with { Store = property.Type switch { JsonTokenType.True => true, JsonTokenType.False => false, _ => null } };
            else if (name.SequenceEqual("previous_response_id"u8) && property.Type == JsonTokenType.String)
                fields = fields with { PreviousId = TextOf(scan.ValueOf(property)) };
        }

        return fields;
    }

    private static string TextOf(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: no id that there could be.
            return "";
        }
    }
}
