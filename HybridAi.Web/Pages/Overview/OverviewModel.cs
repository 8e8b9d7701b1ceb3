using HybridAi.Client.Identity;
using HybridAi.Client.Providers;
using HybridAi.Client.Usage;

namespace HybridAi.Web.Pages.Overview;

/// <summary>All that the overview shows, as of one moment.</summary>
public sealed record OverviewModel(
    MeDocument Reader, Period Period, DateTimeOffset At, UsageSummaryDocument Summary, IReadOnlyList<ProviderDocument> Providers,
    IReadOnlyList<UsageRecordDocument> Latest, Uri Gateway, string ExampleModel)
{
    public UsageTotalsDocument Total => Summary.Total;

    /// <summary>Requests that came to an end; what callers cancelled is neither a success nor a failure.</summary>
    public static long Finished(UsageTotalsDocument totals) => totals.Requests - totals.Cancelled;

    public IEnumerable<ProviderDocument> Simulated => Providers.Where(provider => provider.Simulated);

    public UsageTotalsDocument? UsageOf(string provider) =>
        Summary.Providers.FirstOrDefault(usage => usage.Provider == provider)?.Totals;

    public string ExampleRequest =>
        $$"""
        curl {{Gateway.AbsoluteUri.TrimEnd('/')}}/v1/chat/completions \
          -H "Authorization: Bearer $HYBRIDAI_KEY" \
          -H "Content-Type: application/json" \
          -d '{"model": "{{ExampleModel}}", "messages": [{"role": "user", "content": "Hello"}]}'
        """;
}
