using System.Collections.Frozen;

namespace HybridAi.Simulator.Profiles;

/// <summary>The fields of requests for images, speech, transcriptions and moderations (OpenAI's OpenAPI file; groq-sdk for Groq's).</summary>
internal static class MediaFields
{
    private static readonly FieldRule Model = new(FieldKind.Text) { Nullable = false };
    private static readonly FieldRule Text = new(FieldKind.Text);

    public static readonly FrozenDictionary<string, FieldRule> Images = new Dictionary<string, FieldRule>
    {
        ["model"] = Model,
        ["prompt"] = new(FieldKind.Text) { Nullable = false, Max = 32_000 },
        ["background"] = new(FieldKind.Choice) { Choices = ["transparent", "opaque", "auto"] },
        ["moderation"] = new(FieldKind.Choice) { Choices = ["low", "auto"] },
        ["n"] = new(FieldKind.Integer) { Min = 1, Max = 10 },
        ["output_compression"] = new(FieldKind.Integer) { Min = 0, Max = 100 },
        ["output_format"] = new(FieldKind.Choice) { Choices = ["png", "jpeg", "webp"] },
        ["quality"] = new(FieldKind.Choice) { Choices = ["low", "medium", "high", "auto"] },
        ["size"] = new(FieldKind.Choice) { Choices = ["1024x1024", "1024x1536", "1536x1024", "auto"] },
        ["user"] = Text,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static readonly FrozenDictionary<string, FieldRule> Speech = new Dictionary<string, FieldRule>
    {
        ["model"] = Model,
        ["input"] = new(FieldKind.Text) { Nullable = false, Max = 4096 },
        ["voice"] = new(FieldKind.Any) { Nullable = false },
        ["instructions"] = new(FieldKind.Text) { Max = 4096 },
        ["response_format"] = new(FieldKind.Choice) { Choices = ["mp3", "opus", "aac", "flac", "wav", "pcm"] },
        ["speed"] = new(FieldKind.Number) { Min = 0.25, Max = 4 },
        ["stream_format"] = new(FieldKind.Choice) { Choices = ["sse", "audio"] },
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static readonly FrozenDictionary<string, FieldRule> Moderations = new Dictionary<string, FieldRule>
    {
        ["model"] = Text,
        ["input"] = new(FieldKind.Any) { Nullable = false },
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Fields of the form; <c>[]</c> behind a name is how lists are written.</summary>
    public static readonly FrozenSet<string> OpenAiTranscriptions = FrozenSet.ToFrozenSet(
        ["model", "language", "prompt", "response_format", "stream", "temperature", "include", "timestamp_granularities", "chunking_strategy", "known_speaker_names", "known_speaker_references"],
        StringComparer.Ordinal);

    public static readonly FrozenSet<string> GroqTranscriptions = FrozenSet.ToFrozenSet(
        ["model", "language", "prompt", "response_format", "temperature", "timestamp_granularities", "url"], StringComparer.Ordinal);
}
