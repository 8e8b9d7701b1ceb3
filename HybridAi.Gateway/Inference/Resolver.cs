using System.Text.Json;
using HybridAi.Core.Catalog;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Rules;
using HybridAi.Core.Routing.Strategies;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Routing;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Inference;

/// <summary>Finds out what a request really asks for: its options, its model, the deployments that the model's name stands for.</summary>
internal static class Resolver
{
    private const int LongestName = 256;
    private const int LongestUser = 128;

    public static GatewayError? Resolve(Exchange exchange, RuleJudge rules)
    {
        var scan = exchange.Body.Scan;
        if ((ReadModel(exchange, scan) ?? ReadOptions(exchange, scan) ?? ReadStream(exchange, scan)) is { } unreadable)
            return unreadable;
        // What an auto model takes a request for is known before the rules are asked, which may go by it.
        if (exchange.Api.IsChat() && exchange.Snapshot.AutoModels.Find(exchange.RequestedModel) is { } auto)
            exchange.Pick = AutoPicks.For(exchange, auto);
        rules.Judge(exchange);
        return FindCandidates(exchange) ?? ApplyRules(exchange);
    }

    private static GatewayError? ReadModel(Exchange exchange, BodyScan scan)
    {
        if (!scan.TryFind(BodyField.Model, out var field))
            return GatewayError.Invalid("The field 'model' is missing; name a model such as those that GET /v1/models lists.", "model");
        if (field.Type != JsonTokenType.String)
            return GatewayError.Invalid("The field 'model' must be a text.", "model");
        var reader = new Utf8JsonReader(scan.ValueOf(field));
        reader.Read();
        if (reader.ValueSpan.Length > LongestName * 3)
            return GatewayError.Invalid($"The field 'model' may have at most {LongestName} characters.", "model");
        try
        {
            Span<char> name = stackalloc char[LongestName * 3];
            var length = reader.CopyString(name);
            exchange.RequestedModel = length is > 0 and <= LongestName ? exchange.Snapshot.Models.NameOf(name[..length]) : "";
        }
        catch (InvalidOperationException)
        {
            return GatewayError.Invalid("The field 'model' is not valid Unicode.", "model");
        }

        return exchange.RequestedModel.Length > 0 ? null : GatewayError.Invalid($"The field 'model' must have 1 to {LongestName} characters.", "model");
    }

    private static GatewayError? ReadOptions(Exchange exchange, BodyScan scan)
    {
        if (RequestOptionsReader.TryRead(exchange.Http.Request.Headers, scan, out var error, out var param) is not { } options)
            return GatewayError.Invalid(error!, param);
        if (options.Provider is { } provider && !exchange.Snapshot.Providers.ContainsKey(provider))
            return GatewayError.Invalid($"There is no provider '{provider}'. There are {string.Join(", ", exchange.Snapshot.Providers.Keys)}.", RequestOptionNames.ParamOf(scan, "provider"));
        if (options.User is null && scan.TryFind(BodyField.User, out var user) && user.Type == JsonTokenType.String)
            options = options with { User = EndUserOf(scan.ValueOf(user)) };
        exchange.Options = options = KeyPolicies.Apply(exchange, options);
        exchange.Strategy = options.Strategy ?? exchange.Snapshot.Routing.Strategy;
        return null;
    }

    private static GatewayError? ReadStream(Exchange exchange, BodyScan scan)
    {
        if (!exchange.Api.IsChat() && !exchange.Api.IsMedia())
            return null;
        if (exchange.Api == InferenceApi.Speech)
        {
            exchange.Characters = SpokenText.CharactersOf(scan);
            exchange.Streamed = SpokenText.IsStreamed(scan);
            return null;
        }

        if (scan.TryFind(BodyField.Stream, out var stream))
        {
            exchange.Streamed = stream.Type == JsonTokenType.True;
            if (stream.Type is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null))
                return GatewayError.Invalid("The field 'stream' must be true or false.", "stream");
            if (exchange.Streamed && exchange.Api == InferenceApi.ImageGenerations)
                return GatewayError.Invalid("Images are not streamed here; leave 'stream' and 'partial_images' out.", "stream");
        }

        if (exchange.Api.HasStreamOptions() && scan.TryFind(BodyField.StreamOptions, out var streamOptions))
        {
            if (StreamOptionsField.TryRead(scan.ValueOf(streamOptions), out var includeUsage) is { } error)
                return GatewayError.Invalid(error, "stream_options");
            exchange.UsageWanted = includeUsage;
        }

        return null;
    }

    private static GatewayError? FindCandidates(Exchange exchange)
    {
        var (name, snapshot, options) = (exchange.RequestedModel, exchange.Snapshot, exchange.Options);
        if (snapshot.Models.Find(name) is not { } found)
            return new GatewayError(GatewayErrorCode.ModelNotFound, snapshot.Models.Explain(name), "model");
        if (!exchange.Api.IsChat() && snapshot.AutoModels.Find(name) is not null)
            return GatewayError.Invalid(ModelKinds.Explain(name, ModelKind.Chat, exchange.Api), "model");
        if (found.Length == 0)
            return new GatewayError(GatewayErrorCode.NoActiveDeployment, $"All deployments of the model '{name}' are draining or switched off. Try again later, or name another model.", "model");
        if (exchange.Key.AllowedModels is { } allowed && (found = allowed.Filter(name, found)).Length == 0)
            return new GatewayError(GatewayErrorCode.ModelNotAllowed, $"This key may not use the model '{name}'. GET /v1/models lists what it may use.", "model");
        var wanted = ModelKinds.Of(exchange.Api);
        var able = found;
        if (!Array.TrueForAll(found, deployment => Serves(exchange, deployment, wanted)))
            able = Array.FindAll(found, deployment => Serves(exchange, deployment, wanted));
        if (able.Length == 0)
            return GatewayError.Invalid(ModelKinds.Explain(name, found[0].Kind, exchange.Api), "model");
        var region = WantedRegion(exchange);
        if (options.Provider is not null || region is not null)
            able = Array.FindAll(able, deployment => IsWanted(exchange, deployment));
        exchange.Candidates = able;
        return able.Length > 0 ? null
            : options.Provider is not null && region is null
                ? GatewayError.Invalid($"The provider '{options.Provider}' does not serve the model '{name}'.", RequestOptionNames.ParamOf(exchange.Body.Scan, "provider"))
                : GatewayError.Invalid($"Nobody serves the model '{name}' in the region '{region}'.", RequestOptionNames.ParamOf(exchange.Body.Scan, "region"));
    }

    /// <summary>Of the deployments that another name stands for, those that the request may go on with: that its key and options allow and that serve its API.</summary>
    public static Deployment[] AbleOf(Exchange exchange, string name, Deployment[] deployments)
    {
        var wanted = ModelKinds.Of(exchange.Api);
        var allowed = exchange.Key.AllowedModels?.Filter(name, deployments) ?? deployments;
        return Array.FindAll(exchange.Rules.Allowed(allowed), deployment => Serves(exchange, deployment, wanted) && IsWanted(exchange, deployment) && CostBound.Allows(exchange, deployment));
    }

    private static bool IsWanted(Exchange exchange, Deployment deployment) => (exchange.Options.Provider is not { } provider || deployment.Provider == provider)
        && (WantedRegion(exchange) is not { } region || string.Equals(deployment.Region, region, StringComparison.OrdinalIgnoreCase));

    // Where distance decides, or would but for a rule, the region says where the caller is, not where the deployment has to be.
    // A key's own region is lifted by nothing but the key's own strategy.
    private static string? WantedRegion(Exchange exchange) => exchange.Key.Policy is { Region: { } pinned, Strategy: not StrategyNames.Geographic } ? pinned
        : exchange.Strategy == StrategyNames.Geographic || (exchange.Options.Strategy ?? exchange.Snapshot.Routing.Strategy) == StrategyNames.Geographic ? null : exchange.Options.Region;

    private static GatewayError? ApplyRules(Exchange exchange)
    {
        var (before, after) = (exchange.Candidates, exchange.Rules.Allowed(exchange.Candidates));
        exchange.Candidates = after;
        return after.Length > 0 ? null : new GatewayError(GatewayErrorCode.RuleNotMet, RuleWords.BlameOf(exchange.Rules, exchange.RequestedModel, before), "model");
    }

    private static bool Serves(Exchange exchange, Deployment deployment, ModelKind wanted) =>
        (deployment.Kind is null || deployment.Kind == wanted) && exchange.Snapshot.EndpointOf(deployment) is var provider
            && (provider.Offers(exchange.Api, deployment) || provider.Translates(exchange.Api) || exchange.Api == InferenceApi.CountTokens);

    private static string? EndUserOf(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            var text = reader.GetString()!;
            return text.Length == 0 ? null : text.Length <= LongestUser ? text
                : text[..(char.IsHighSurrogate(text[LongestUser - 1]) ? LongestUser - 1 : LongestUser)];
        }
        catch (InvalidOperationException)
        {
            // Not Unicode: the provider will say so if it minds.
            return null;
        }
    }
}
