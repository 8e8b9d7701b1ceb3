namespace HybridAi.Client.Resilience;

/// <summary>A circuit that is not closed.</summary>
/// <param name="Deployment">The deployment.</param>
/// <param name="State"><c>open</c>, or <c>half-open</c>: a few trial calls are let in.</param>
/// <param name="OpenForMs">For how long no call is made, in milliseconds; 0 if it is half open.</param>
public sealed record BreakerDocument(string Deployment, string State, double OpenForMs);
