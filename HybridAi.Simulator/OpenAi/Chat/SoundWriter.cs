using System.Buffers.Binary;
using System.Text.Json;

namespace HybridAi.Simulator.OpenAi.Chat;

/// <summary>Answers in audio: a quiet tone, as long as the words would take.</summary>
internal static class SoundWriter
{
    private const int SampleRate = 24_000;
    private const int SamplesPerToken = 1_200;
    private const int MostTokens = 2_000;

    public static void Write(Utf8JsonWriter json, string id, string transcript, int tokens, string format)
    {
        json.WriteStartObject("audio"u8);
        json.WriteString("id"u8, id);
        json.WriteString("transcript"u8, transcript);
        json.WriteBase64String("data"u8, Tone(Math.Min(tokens, MostTokens), format == "wav"));
        json.WriteNumber("expires_at"u8, 4_102_444_800);
        json.WriteEndObject();
    }

    /// <summary>The sound of so many tokens, 16-bit mono.</summary>
    public static byte[] Tone(int tokens, bool wav)
    {
        var head = wav ? 44 : 0;
        var sound = new byte[head + (tokens * SamplesPerToken * sizeof(short))];
        for (var i = 0; i < tokens * SamplesPerToken; i++)
            BinaryPrimitives.WriteInt16LittleEndian(sound.AsSpan(head + (i * 2)), (short)(800 * Math.Sin(i * Math.Tau * 220 / SampleRate)));
        if (!wav)
            return sound;
        "RIFF"u8.CopyTo(sound);
        BinaryPrimitives.WriteInt32LittleEndian(sound.AsSpan(4), sound.Length - 8);
        "WAVEfmt "u8.CopyTo(sound.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(sound.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(sound.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(sound.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(sound.AsSpan(24), SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(sound.AsSpan(28), SampleRate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(sound.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(sound.AsSpan(34), 16);
        "data"u8.CopyTo(sound.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(sound.AsSpan(40), sound.Length - 44);
        return sound;
    }
}
