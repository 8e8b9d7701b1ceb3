using System.Text.RegularExpressions;
using HybridAi.Core.Resilience;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;

namespace HybridAi.Core.ErrorGroups;

/// <summary>One failure: of a request, or of an attempt that another one followed.</summary>
/// <param name="Fingerprint">What it has in common with others.</param>
/// <param name="At">When its request ended.</param>
/// <param name="Key">The key of its request.</param>
/// <param name="Request">Its request.</param>
public sealed partial record ErrorOccurrence(ErrorFingerprint Fingerprint, DateTimeOffset At, KeyId Key, Guid Request)
{
    /// <summary>The step of the decision by which a record says what the gateway failed on.</summary>
    public const string DecisionStep = "error";

    private const int LongestDetail = 256;

    /// <summary>The failures that a record holds. Who hung up, and what was only slower than another attempt, has not failed.</summary>
    /// <param name="record">The record.</param>
    public static IReadOnlyList<ErrorOccurrence> Of(UsageRecord record)
    {
        var found = new List<ErrorOccurrence>();
        // Whole milliseconds, as the database keeps them.
        var at = DateTimeOffset.FromUnixTimeMilliseconds((record.At + record.Duration).ToUnixTimeMilliseconds());
        foreach (var attempt in record.AbandonedAttempts ?? [])
        {
            if (attempt.FailureCause is not (nameof(FailureCause.HedgeLost) or nameof(FailureCause.ClientAborted) or nameof(FailureCause.Shutdown)))
                found.Add(new ErrorOccurrence(
                    new ErrorFingerprint(ErrorSources.Provider, attempt.Provider, attempt.Deployment, attempt.FailureCause, attempt.Status, Detail: null), at, record.KeyId, record.Id));
        }

        if (record.Outcome is UsageOutcome.Failed or UsageOutcome.Interrupted)
            found.Add(new ErrorOccurrence(FingerprintOf(record), at, record.KeyId, record.Id));
        return found;
    }

    /// <summary>Takes out of a text what is a request's own: ids and numbers become <c>#</c>.</summary>
    /// <param name="text">The text.</param>
    public static string Normalize(string text)
    {
        var plain = Own().Replace(text, "#");
        return plain.Length <= LongestDetail ? plain : plain[..LongestDetail];
    }

    private static ErrorFingerprint FingerprintOf(UsageRecord record)
    {
        var cause = record.FailureCause ?? record.Outcome.ToString();
        var detail = record.Decisions?.LastOrDefault(decision => decision.Step == DecisionStep)?.Text;
        var source = detail is not null || cause is "Internal" || record.Outcome == UsageOutcome.Interrupted ? ErrorSources.Gateway
            : record.Provider is not null ? ErrorSources.Provider
            : record.Status is >= 400 and < 500 ? ErrorSources.Caller : ErrorSources.Gateway;
        return new ErrorFingerprint(source, record.Provider, record.Deployment, cause, record.Status, detail is null ? null : Normalize(detail));
    }

    [GeneratedRegex("[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}|(?:0x)?[0-9A-Fa-f]*[0-9][0-9A-Fa-f]{7,}|[0-9]+")]
    private static partial Regex Own();
}
