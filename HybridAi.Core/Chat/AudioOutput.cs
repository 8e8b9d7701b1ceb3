namespace HybridAi.Core.Chat;

/// <summary>How audio output is to sound and be encoded.</summary>
/// <param name="Voice">The voice's name or id.</param>
/// <param name="Format"><c>wav</c>, <c>aac</c>, <c>mp3</c>, <c>flac</c>, <c>opus</c> or <c>pcm16</c>; null where the provider has one only.</param>
public sealed record AudioOutput(string Voice, string? Format);
