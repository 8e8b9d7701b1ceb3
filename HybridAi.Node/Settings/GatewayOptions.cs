using HybridAi.Core.Configuration;

namespace HybridAi.Node.Settings;

/// <summary>The inference API. Configuration section <c>Gateway</c>.</summary>
public sealed class GatewayOptions
{
    /// <summary>Largest request body. Default 32 MiB.</summary>
    public ByteSize MaxBodySize { get; set; } = new(32 * 1024 * 1024);

    /// <summary>The proxies before the gateway, as addresses or networks (<c>10.0.0.0/8</c>): only what they say in <c>X-Forwarded-For</c> counts. Default: none.</summary>
    public List<string> TrustedProxies { get; set; } = [];

    /// <summary>Largest file of <c>POST /v1/files</c>, which goes through the data directory, not through memory. Default 200 MiB; 0 takes none.</summary>
    public ByteSize MaxFileSize { get; set; } = new(200 * 1024 * 1024);
}
