namespace HybridAi.Node.Hosting;

/// <summary>What this node is called in health reports and logs: the machine's name or <c>Journal:Node</c>, with a number if another process has that.</summary>
/// <param name="Value">The name.</param>
public sealed record NodeName(string Value);
