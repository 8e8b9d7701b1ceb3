using System.ComponentModel.DataAnnotations;

namespace HybridAi.Web.Dashboard;

/// <summary>What each <see cref="AIPerformanceDashboard"/> of an application goes by that says nothing else itself.</summary>
public sealed class AIPerformanceDashboardOptions
{
    /// <summary>Where the gateway is called, such as <c>http://localhost:8080</c>.</summary>
    public Uri? GatewayAddress { get; set; }

    /// <summary>The API key that it is called with, of the role viewer or more. It stays on the server.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Where readers find the status site, for links; null: no links.</summary>
    public Uri? SiteAddress { get; set; }

    /// <summary>How long to wait for the gateway. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);
}
