namespace HybridAi.Core.Health;

/// <summary>A server that the product uses but can do without for a while: <c>/health</c> has an entry for each, and a lost one makes it <c>degraded</c>.</summary>
public interface IDependency
{
    /// <summary>How it is now. Never waits.</summary>
    DependencyState State { get; }
}
