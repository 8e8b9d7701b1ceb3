namespace HybridAi.AppHost;

/// <summary>What this program says where it cannot compose the services.</summary>
public static class Fallback
{
    /// <summary>Why everything runs in one process.</summary>
    public const string Reason =
        """
        This AppHost was built without Aspire (UseAspire=false), because the NuGet feed does not carry its packages: it runs all of HybridAi in one process, on
        SQLite. For separate services on Postgres and Redis, build on a feed with Aspire (delete Feed.props to have the feed asked again), or start them by hand:
        docs/deploy.md.

        """;
}
