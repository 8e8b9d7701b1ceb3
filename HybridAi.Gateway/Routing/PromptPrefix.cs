using System.Text.Json;
using HybridAi.Core.Routing.PromptCache;
using HybridAi.Gateway.Inference;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Routing;

/// <summary>
/// Marks how a request's prompt begins, in the order in which providers cache it: tools, instructions, then message by message. What tenants
/// send is never compared, and neither are models, since each has a cache of its own.
/// </summary>
internal static class PromptPrefix
{
    /// <summary>The marks, or null if the prompt is too short to be cached.</summary>
    public static PrefixMark[]? Of(Exchange exchange)
    {
        var scan = exchange.Body.Scan;
        if (scan.Body.Length < PrefixHasher.LeastTokens * 4)
            return null;
        var hasher = new PrefixHasher((ulong)HashCode.Combine(exchange.Caller.OrganizationId, exchange.RequestedModel));
        AddNamed(scan, ref hasher, "tools"u8);
        AddNamed(scan, ref hasher, "system"u8);
        if (scan.TryFind(BodyField.Instructions, out var instructions))
            hasher.Add(scan.ValueOf(instructions));
        if (scan.TryFind(BodyField.Messages, out var conversation) || scan.TryFind(BodyField.Input, out conversation))
            AddItems(scan.ValueOf(conversation), conversation.Type, ref hasher);
        return hasher.Marks;
    }

    private static void AddNamed(BodyScan scan, ref PrefixHasher hasher, ReadOnlySpan<byte> name)
    {
        foreach (ref readonly var property in scan.Properties)
        {
            if (property.Field == BodyField.Other && scan.PlainNameOf(property).SequenceEqual(name))
                hasher.Add(scan.ValueOf(property));
        }
    }

    private static void AddItems(ReadOnlySpan<byte> items, JsonTokenType type, ref PrefixHasher hasher)
    {
        if (type != JsonTokenType.StartArray)
        {
            hasher.Add(items);
            return;
        }

        var reader = new Utf8JsonReader(items, new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth });
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            hasher.Add(items[start..(int)reader.BytesConsumed]);
        }
    }
}
