using System.ComponentModel.DataAnnotations;

namespace HybridAi.Web;

/// <summary>
/// How the site is set up. Configuration section <c>Web</c> of its own host. Read with each request from the options monitor, so that a host that learns its own address after it started may
/// set it there.
/// </summary>
public sealed class WebOptions
{
    /// <summary>Where the gateway is called, such as <c>http://127.0.0.1:8080</c>.</summary>
    public Uri? GatewayAddress { get; set; }

    /// <summary>The address that applications call the gateway by, for examples; null if it is the one that the site is visited by.</summary>
    public Uri? PublicAddress { get; set; }

    /// <summary>The model in the example of a request.</summary>
    [Required]
    public string ExampleModel { get; set; } = "gpt-5-mini";

    /// <summary>How long a sign-in lasts. Default 12 hours.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>How long the site waits for the gateway. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan GatewayTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the site waits for the gateway to make a backup or to restore one. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan BackupTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How many failed sign-ins one address may make at once; it gets one more every six seconds. Default 10.</summary>
    [Range(1, 1000)]
    public int SignInAttempts { get; set; } = 10;
}
