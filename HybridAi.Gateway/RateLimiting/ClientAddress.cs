using System.Net;

namespace HybridAi.Gateway.RateLimiting;

/// <summary>Where a request comes from.</summary>
/// <param name="Address">The client's address.</param>
/// <param name="Recorded">The address as it is recorded.</param>
/// <param name="CountedAs">What limits count it by.</param>
internal sealed record ClientAddress(IPAddress Address, string Recorded, string CountedAs);
