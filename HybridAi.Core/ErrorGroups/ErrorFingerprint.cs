using System.Security.Cryptography;
using System.Text;

namespace HybridAi.Core.ErrorGroups;

/// <summary>What makes failures the same: nothing in it differs between nodes, restarts or requests.</summary>
/// <param name="Source">Where it lies: see <see cref="ErrorSources"/>.</param>
/// <param name="Provider">The provider that was called, or null.</param>
/// <param name="Deployment">The deployment that was called, or null.</param>
/// <param name="Cause">Why, as records name it: a <c>FailureCause</c>, a refusal of the gateway, or <c>Interrupted</c>.</param>
/// <param name="Status">The HTTP status of an attempt's provider or, of a request that failed, the one sent to the caller; 0: none.</param>
/// <param name="Detail">What else tells causes apart, without what is a request's own, at most 256 characters; or null.</param>
public sealed record ErrorFingerprint(string Source, string? Provider, string? Deployment, string Cause, int Status, string? Detail)
{
    /// <summary>The id of the group: the first 16 bytes of SHA-256 over the parts, each with its length, so that no two lists of parts look the same.</summary>
    public Guid Id
    {
        get
        {
            var text = new StringBuilder();
            foreach (var part in new[] { Source, Provider, Deployment, Cause, Status.ToString(System.Globalization.CultureInfo.InvariantCulture), Detail })
                text.Append(part?.Length ?? -1).Append(':').Append(part);
            return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16), bigEndian: true);
        }
    }

    /// <summary>The group that takes what finds no place in a group of its own any more: callers can make up names of models.</summary>
    public ErrorFingerprint Gather() => this with { Deployment = Deployment is null ? null : "other", Detail = null };
}
