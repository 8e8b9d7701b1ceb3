using HybridAi.Core.Tenancy;

namespace HybridAi.Gateway.Identity;

/// <summary>Finds whose a secret is: one look-up in the snapshot, no I/O.</summary>
public interface ICallerAuthenticator
{
    /// <summary>Looks a secret up.</summary>
    /// <param name="secret">The secret as sent.</param>
    /// <param name="failure">Why nobody was found; <see cref="AuthenticationFailure.None"/> otherwise.</param>
    /// <returns>The caller, or null.</returns>
    Caller? Authenticate(ReadOnlySpan<char> secret, out AuthenticationFailure failure);
}
