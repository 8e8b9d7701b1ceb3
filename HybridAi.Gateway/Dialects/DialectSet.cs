using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Dialects;

/// <summary>The dialects by the API that speaks them. A dialect is one line in <c>GatewayServices</c>.</summary>
internal sealed class DialectSet(IEnumerable<IDialect> dialects)
{
    private readonly Dictionary<InferenceApi, IDialect> _byApi = dialects.ToDictionary(dialect => Enum.Parse<InferenceApi>(dialect.Name.ToString()));

    public IDialect Of(InferenceApi api) => _byApi[api];
}
