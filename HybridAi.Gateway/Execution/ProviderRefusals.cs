using System.Collections.Concurrent;
using HybridAi.Core.Resilience;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Execution;

/// <summary>Logs what only an operator can mend and callers are not told in full, once a minute for each provider.</summary>
internal sealed partial class ProviderRefusals(TimeProvider time, ILogger<ProviderRefusals> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    // As many entries as there are providers and causes.
    private readonly ConcurrentDictionary<(string Provider, FailureCause Cause), long> _last = new();

    /// <summary>The provider does not accept the key that the gateway has for it.</summary>
    public void KeyRefused(string provider, ProviderError error)
    {
        if (IsDue(provider, error.Cause))
            LogKeyRefused(provider, error.Status, error.Message);
    }

    /// <summary>The provider is where the gateway must not connect.</summary>
    public void AddressForbidden(string provider, Exception forbidden)
    {
        if (IsDue(provider, FailureCause.ForbiddenAddress))
            LogAddressForbidden(provider, forbidden.Message);
    }

    private bool IsDue(string provider, FailureCause cause)
    {
        var now = time.GetTimestamp();
        if (_last.TryAdd((provider, cause), now))
            return true;
        return _last.TryGetValue((provider, cause), out var last) && time.GetElapsedTime(last, now) >= Interval && _last.TryUpdate((provider, cause), now, last);
    }

    [LoggerMessage(LogLevel.Error, "The provider {Provider} refused the gateway's key for it ({Status}): {Text}")]
    private partial void LogKeyRefused(string provider, int status, string text);

    [LoggerMessage(LogLevel.Error, "The provider {Provider} was not called: {Reason}")]
    private partial void LogAddressForbidden(string provider, string reason);
}
