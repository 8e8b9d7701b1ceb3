using HybridAi.Client.Models;
using HybridAi.Core.Catalog;
using HybridAi.Core.Costs;
using HybridAi.Core.Routing;
using HybridAi.Node.Snapshots;

namespace HybridAi.Gateway.Endpoints.Models;

/// <summary>Models as the API shows them.</summary>
internal static class CatalogDocuments
{
    /// <summary>A model that a provider lists.</summary>
    public static CatalogModelDocument Of(Deployment deployment, GatewaySnapshot snapshot, DateTimeOffset now)
    {
        var standing = snapshot.Models.StandingFor(deployment);
        var model = deployment.CatalogModel ?? new CatalogModel { Id = deployment.Model, Provider = deployment.Provider, Name = deployment.Model };
        return Of(model, now) with
        {
            Provider = deployment.Provider,
            Model = deployment.Model,
            Kind = deployment.Kind is { } kind ? NameOf(kind) : null,
            Served = standing.Length > 0,
            Simulated = snapshot.Providers[deployment.Provider].IsSimulated,
            Deployments = [.. standing.Select(one => one.Id)],
            Prices = Prices(deployment.Prices, now),
        };
    }

    /// <summary>A model as the catalog has it, which is not served.</summary>
    public static CatalogModelDocument Of(CatalogModel model, DateTimeOffset now) => new()
    {
        Provider = model.Provider,
        Model = model.Id,
        Name = model.Name,
        Kind = NameOf(model.Kind),
        Status = NameOf(model.Status),
        Aliases = model.Aliases,
        ReleaseDate = model.ReleaseDate,
        ShutdownDate = model.ShutdownDate,
        ContextWindow = model.ContextWindow,
        MaxInputTokens = model.MaxInputTokens,
        MaxOutputTokens = model.MaxOutputTokens,
        Input = model.Input,
        Output = model.Output,
        Capabilities = Capabilities(model),
        ReasoningEfforts = model.ReasoningEfforts,
        Endpoints = model.Endpoints,
        Prices = Prices(model.Prices, now),
    };

    public static string NameOf<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static Dictionary<string, bool> Capabilities(CatalogModel model)
    {
        var known = new Dictionary<string, bool>();
        foreach (var name in RequestNeedNames.All)
            Add(name, Capability.Has(model, RequestNeedNames.Find(name)!.Value));
        Add("streaming", model.Supports.Streaming);
        Add("temperature", model.Supports.Temperature);
        return known;

        void Add(string name, bool? has)
        {
            if (has is { } sure)
                known.Add(name, sure);
        }
    }

    private static List<ModelPriceDocument> Prices(PriceSchedule schedule, DateTimeOffset now)
    {
        var current = schedule.Prices.LastOrDefault(price => price.From is not { } from || from <= DateOnly.FromDateTime(now.UtcDateTime));
        return
        [
            .. schedule.Prices.Select(price => new ModelPriceDocument
            {
                From = price.From,
                Current = price == current,
                InputPerMillion = price.Input,
                OutputPerMillion = price.Output,
                CachedInputPerMillion = price.CachedInput,
                CacheWritePerMillion = price.CacheWrite,
                CacheWrite1hPerMillion = price.CacheWrite1h,
                ReasoningPerMillion = price.Reasoning,
                AudioInputPerMillion = price.AudioInput,
                AudioOutputPerMillion = price.AudioOutput,
                ImageOutputPerMillion = price.ImageOutput,
                SearchPerThousand = price.Search,
                PerMinute = price.Minute,
                PerMillionCharacters = price.Characters,
                PerImage = price.Image,
                Tiers =
                [
                    .. price.Tiers.Select(tier => new ModelPriceTierDocument
                    {
                        AboveInputTokens = tier.AboveInputTokens,
                        InputPerMillion = tier.Input,
                        OutputPerMillion = tier.Output,
                        CachedInputPerMillion = tier.CachedInput,
                        CacheWritePerMillion = tier.CacheWrite,
                        CacheWrite1hPerMillion = tier.CacheWrite1h,
                        ReasoningPerMillion = tier.Reasoning,
                        AudioInputPerMillion = tier.AudioInput,
                        AudioOutputPerMillion = tier.AudioOutput,
                        ImageOutputPerMillion = tier.ImageOutput,
                    }),
                ],
            }),
        ];
    }
}
