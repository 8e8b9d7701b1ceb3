namespace HybridAi.Core.Chat;

/// <summary>Names a tool of the request.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Its name; a hosted tool's type.</param>
public readonly record struct ToolReference(ToolKind Kind, string Name);
