using System.Text.Json;
using HybridAi.Core.Caching.Rules;
using HybridAi.Gateway.Inference;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Caching;

/// <summary>Finds the cache rule that is for a request. Where there are none it costs a null check.</summary>
internal static class CacheRuleFinder
{
    // What providers take where a request names none.
    private const double UsualTemperature = 1;

    public static CacheRule? Find(Exchange exchange)
    {
        if (exchange.Snapshot.CacheRules is not { } rules)
            return null;
        var temperature = rules.AsksTemperature ? TemperatureOf(exchange.Body.Scan) : UsualTemperature;
        return rules.Find(new CacheRuleFacts(
            exchange.RequestedModel, exchange.Api.NameOf(), exchange.Task, exchange.Options.Tags, exchange.Key.CountedAs.Value, temperature));
    }

    private static double TemperatureOf(BodyScan scan)
    {
        foreach (ref readonly var property in scan.Properties)
        {
            if (property.Type != JsonTokenType.Number || !scan.PlainNameOf(property).SequenceEqual("temperature"u8))
                continue;
            var reader = new Utf8JsonReader(scan.ValueOf(property));
            reader.Read();
            return reader.TryGetDouble(out var value) ? value : UsualTemperature;
        }

        return UsualTemperature;
    }
}
