using System.Runtime.ExceptionServices;
using HybridAi.Web.Gateway;

namespace HybridAi.Web.Visits;

/// <summary>A part of a page: what the gateway answered, or why there is nothing to show.</summary>
/// <param name="Value">The answer; null if it failed.</param>
/// <param name="Failure">Why it failed, or null.</param>
public sealed record Part<T>(T? Value, Exception? Failure) : IPart
    where T : class
{
    /// <inheritdoc/>
    public string? Problem => Failure is null ? null
        : GatewayFailures.Classify(Failure) == GatewayFailure.Unreachable ? "The gateway does not answer."
        : Failure.Message;

    /// <inheritdoc/>
    public bool NotAllowed => Failure is not null && GatewayFailures.Classify(Failure) == GatewayFailure.NotAllowed;
}

/// <summary>A part of a page, whatever it has.</summary>
public interface IPart
{
    /// <summary>Why it failed, or null.</summary>
    Exception? Failure { get; }

    /// <summary>What to tell the reader of it, or null.</summary>
    string? Problem { get; }

    /// <summary>Whether the reader's key may not see it.</summary>
    bool NotAllowed { get; }
}

/// <summary>All parts of a page together.</summary>
internal static class Parts
{
    /// <summary>Reads a part that the rest can do without. A key that is refused fails them all.</summary>
    public static async Task<Part<T>> ReadAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken cancelled)
        where T : class
    {
        try
        {
            return new Part<T>(await read(cancelled), null);
        }
        catch (Exception e) when (GatewayFailures.IsFailure(e, cancelled) && GatewayFailures.Classify(e) != GatewayFailure.KeyRefused)
        {
            return new Part<T>(null, e);
        }
    }

    /// <summary>A page without any of its parts is none: its first failure is thrown.</summary>
    public static void ThrowIfAllFailed(params ReadOnlySpan<IPart> parts)
    {
        foreach (var part in parts)
        {
            if (part.Failure is null)
                return;
        }

        ExceptionDispatchInfo.Throw(parts[0].Failure!);
    }
}
