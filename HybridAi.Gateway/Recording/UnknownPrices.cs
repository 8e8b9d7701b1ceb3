using System.Collections.Concurrent;
using HybridAi.Core.Usage;

namespace HybridAi.Gateway.Recording;

/// <summary>Alerts the operator, once for each deployment, that its calls are recorded with an unknown cost.</summary>
internal sealed partial class UnknownPrices(ILogger<UnknownPrices> logger)
{
    // Callers can make up names of models where unlisted ones are served.
    private const int MostRemembered = 1000;

    private readonly ConcurrentDictionary<string, bool> _warned = new();

    public void Warn(UsageRecord record)
    {
        var deployment = record.Deployment ?? "";
        if (_warned.Count < MostRemembered && _warned.TryAdd(deployment, true))
            LogUnknown(deployment, record.Provider ?? "");
    }

    [LoggerMessage(LogLevel.Warning, "No price is known for {Deployment}: the cost of its calls is recorded as unknown. Set one under Providers:{Provider}:Models.")]
    private partial void LogUnknown(string deployment, string provider);
}
