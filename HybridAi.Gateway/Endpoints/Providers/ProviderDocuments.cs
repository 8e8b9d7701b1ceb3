using HybridAi.Client.Providers;
using HybridAi.Core.Providers;
using HybridAi.Node.Providers;

namespace HybridAi.Gateway.Endpoints.Providers;

/// <summary>Definitions of providers as the API shows them, and as the audit log keeps them: without what may be secret.</summary>
internal static class ProviderDocuments
{
    public static ProviderDefinitionDocument ToDocument(this ProviderDefinition definition, bool hasKey) => new()
    {
        Name = definition.Name,
        Revision = definition.Revision,
        UpdatedAt = definition.UpdatedAt,
        HasKey = hasKey,
        Enabled = definition.Enabled,
        Profile = definition.Profile,
        Format = definition.Format,
        BaseUrl = definition.BaseUrl?.AbsoluteUri,
        AuthHeader = definition.AuthHeader,
        KeyOptional = definition.KeyOptional,
        Headers = definition.Headers.ToDictionary(header => header.Key, _ => ProviderDefinitionFields.HiddenValue),
        ChatPath = definition.ChatPath,
        ChatStreamPath = definition.ChatStreamPath,
        EmbeddingsPath = definition.EmbeddingsPath,
        Rename = definition.Rename,
        Drop = definition.Drop,
        AllowPrivateNetwork = definition.AllowPrivateNetwork,
        AcceptUnlistedModels = definition.AcceptUnlistedModels,
        Region = definition.Region,
        Order = definition.Order,
        Models = [.. definition.Models.Select(ToDocument)],
    };

    public static ProviderProbeDocument ToDocument(this ProbeResult probe) => new()
    {
        Ok = probe.Ok,
        Model = probe.Model,
        Status = probe.Status,
        Message = probe.Message,
        DurationMs = probe.Duration is { } duration ? Math.Round(duration.TotalMilliseconds, 1) : null,
    };

    private static ModelDefinitionDocument ToDocument(ModelDefinition model) => new()
    {
        Id = model.Id,
        Kind = model.Kind.ToString().ToLowerInvariant(),
        ContextWindow = model.ContextWindow,
        MaxOutputTokens = model.MaxOutputTokens,
        Input = model.Input,
        Tools = model.Supports.Tools,
        StructuredOutput = model.Supports.StructuredOutput,
        Reasoning = model.Supports.Reasoning,
        Streaming = model.Supports.Streaming,
        Temperature = model.Supports.Temperature,
        ReasoningEfforts = model.ReasoningEfforts,
        InputPerMillion = model.Price?.Input,
        OutputPerMillion = model.Price?.Output,
        CachedInputPerMillion = model.Price?.CachedInput,
        CacheWritePerMillion = model.Price?.CacheWrite,
        ReasoningPerMillion = model.Price?.Reasoning,
        SearchPerThousand = model.Price?.Search,
        PerMinute = model.Price?.Minute,
        PerMillionCharacters = model.Price?.Characters,
        PerImage = model.Price?.Image,
    };
}
