using System.Text.Json;
using HybridAi.Gateway.Inference;
using HybridAi.Gateway.Responses;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Hedging;

/// <summary>Finds what a request would leave behind at a provider, or have it do, so that it must not be carried out twice.</summary>
internal static class SideEffects
{
    /// <summary>What it is, as the end of a sentence; null: nothing.</summary>
    public static string? Find(Exchange exchange)
    {
        var scan = exchange.Body.Scan;
        if (exchange.Turn is not null || (exchange.Api == InferenceApi.Responses ? RequestFields.Of(scan).Store != false : RequestFields.Of(scan).Store == true))
            return "its answer is stored ('store')";
        foreach (ref readonly var property in scan.Properties)
        {
            var name = scan.PlainNameOf(property);
            if (property.Type == JsonTokenType.Null)
                continue;
            if (name.SequenceEqual("conversation"u8))
                return "it goes on with a conversation that the provider keeps";
            if (name.SequenceEqual("mcp_servers"u8) || (name.SequenceEqual("tools"u8) && HasProviderTool(scan.ValueOf(property))))
                return "it has a tool that the provider runs, which may change something";
        }

        return null;
    }

    // What the caller itself runs has a schema or a name of its own: in chat completions and responses the types "function" and "custom", in messages none or "custom".
    private static bool HasProviderTool(ReadOnlySpan<byte> tools)
    {
        var reader = new Utf8JsonReader(tools, new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth });
        while (reader.Read())
        {
            // In the list, then the object of a tool.
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 2 || !reader.ValueTextEquals("type"u8))
                continue;
            if (!reader.Read() || reader.TokenType == JsonTokenType.Null)
                continue;
            if (reader.TokenType != JsonTokenType.String || !(reader.ValueTextEquals("function"u8) || reader.ValueTextEquals("custom"u8)))
                return true;
        }

        return false;
    }
}
