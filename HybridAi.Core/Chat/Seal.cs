namespace HybridAi.Core.Chat;

/// <summary>
/// A signature or ciphertext by which a provider knows its own reasoning again. It goes back unchanged, on the part it came on,
/// to its issuer and to nobody else.
/// </summary>
/// <param name="Issuer">The provider that issued it, by its configured name.</param>
/// <param name="Data">The text of the wire's field.</param>
public sealed record Seal(string Issuer, Verbatim Data);
