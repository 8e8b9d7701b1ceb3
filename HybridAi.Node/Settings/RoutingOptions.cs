using System.ComponentModel.DataAnnotations;

namespace HybridAi.Node.Settings;

/// <summary>How a deployment is chosen. Configuration section <c>Routing</c>.</summary>
public sealed class RoutingOptions
{
    /// <summary>The strategy that orders a model's deployments. <c>ordered</c> (default): as they are configured.</summary>
    [AllowedValues("ordered", ErrorMessage = "must be 'ordered'.")]
    public string Strategy { get; set; } = "ordered";

    /// <summary>Whether the next deployment is tried when one fails before its first content. Default true.</summary>
    public bool Fallback { get; set; } = true;
}
