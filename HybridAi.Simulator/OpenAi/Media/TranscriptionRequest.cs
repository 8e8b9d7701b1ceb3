using HybridAi.Simulator.OpenAi.Requests;

namespace HybridAi.Simulator.OpenAi.Media;

/// <summary>A transcription that is asked for.</summary>
/// <param name="Model">By which model.</param>
/// <param name="File">Of what.</param>
/// <param name="Prompt">With what as a hint.</param>
/// <param name="Format">As what: <c>json</c>, <c>text</c>, <c>srt</c>, <c>vtt</c>, <c>verbose_json</c>.</param>
/// <param name="Streamed">Whether as events.</param>
/// <param name="Language">In which language, if it is said.</param>
internal sealed record TranscriptionRequest(ServedModel Model, byte[] File, string Prompt, string Format, bool Streamed, string? Language);
