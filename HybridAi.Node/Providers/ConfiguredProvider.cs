using HybridAi.Core.Routing;
using HybridAi.Providers.Http;

namespace HybridAi.Node.Providers;

/// <summary>A provider that is ready for use.</summary>
/// <param name="Endpoint">How it is called.</param>
/// <param name="Models">What it serves.</param>
/// <param name="AllowPrivateNetwork">Whether it may be at a private address.</param>
public sealed record ConfiguredProvider(ProviderEndpoint Endpoint, ProviderModels Models, bool AllowPrivateNetwork);
