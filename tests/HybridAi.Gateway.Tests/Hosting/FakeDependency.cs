using HybridAi.Core.Health;

namespace HybridAi.Gateway.Tests.Hosting;

/// <summary>A dependency that is as the test says.</summary>
internal sealed class FakeDependency(DependencyState state) : IDependency
{
    public DependencyState State { get; set; } = state;
}
