namespace HybridAi.Core.Chat;

/// <summary>
/// A wire field that has no typed member: kept so that it can survive, or be named as dropped, but never silently lost.
/// It hangs on the element of the model that was made from the JSON object in which it stood.
/// </summary>
/// <param name="Path">Where it stood within that object: property names joined by <c>/</c>, such as <c>image_url/tiles</c>.</param>
/// <param name="Json">Its value as raw JSON.</param>
public readonly record struct ExtraField(string Path, Verbatim Json);
