namespace HybridAi.Core.ErrorGroups;

/// <summary>Where failures lie.</summary>
public static class ErrorSources
{
    /// <summary>A provider failed, or refused.</summary>
    public const string Provider = "provider";

    /// <summary>The gateway failed, or could not take the request.</summary>
    public const string Gateway = "gateway";

    /// <summary>The gateway refused the request for what it was.</summary>
    public const string Caller = "caller";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [Provider, Gateway, Caller];
}
