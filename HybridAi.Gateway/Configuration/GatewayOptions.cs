using HybridAi.Core.Configuration;

namespace HybridAi.Gateway.Configuration;

/// <summary>The inference API. Configuration section <c>Gateway</c>.</summary>
internal sealed class GatewayOptions
{
    /// <summary>Largest request body. Default 32 MiB.</summary>
    public ByteSize MaxBodySize { get; set; } = new(32 * 1024 * 1024);
}
