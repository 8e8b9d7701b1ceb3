using HybridAi.Core.Configuration;

namespace HybridAi.Node.Settings;

/// <summary>The inference API. Configuration section <c>Gateway</c>.</summary>
public sealed class GatewayOptions
{
    /// <summary>Largest request body. Default 32 MiB.</summary>
    public ByteSize MaxBodySize { get; set; } = new(32 * 1024 * 1024);
}
