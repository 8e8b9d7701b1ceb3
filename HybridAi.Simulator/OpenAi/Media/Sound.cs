using System.Buffers.Binary;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.OpenAi.Media;

/// <summary>Makes sound files with the right beginning, and measures those that come.</summary>
internal static class Sound
{
    private const int SampleRate = 24_000;
    private const int BytesPerSample = 2;
    private const int WavHeaderBytes = 44;
    private const double SecondsPerCharacter = 0.06;

    // What has no length of its own is taken for a stream of 128 kbit/s.
    private const double UsualBytesPerSecond = 16_000;

    public static string TypeOf(string format) => format switch
    {
        "wav" => "audio/wav",
        "opus" => "audio/opus",
        "aac" => "audio/aac",
        "flac" => "audio/flac",
        "pcm" => "audio/pcm",
        _ => "audio/mpeg",
    };

    public static double SecondsOf(string text) => text.Length * SecondsPerCharacter;

    /// <summary>A noise of the text's own, as long as it would take to say, at most ten seconds.</summary>
    public static byte[] Speak(string text, string voice, string format)
    {
        var meter = new PromptMeter(23);
        meter.AddHash(text);
        meter.AddHash(voice);
        var random = new Randomness(meter.Hash);
        var samples = new byte[(int)(Math.Min(10, SecondsOf(text)) * SampleRate) * BytesPerSample];
        for (var i = 0; i < samples.Length; i += BytesPerSample)
            BinaryPrimitives.WriteInt16LittleEndian(samples.AsSpan(i), (short)random.Next());
        return format switch
        {
            "pcm" => samples,
            "wav" => [.. WavHeader(samples.Length), .. samples],
            "opus" => [.. "OggS"u8, .. samples],
            "flac" => [.. "fLaC"u8, .. samples],
            "aac" => [0xFF, 0xF1, .. samples],
            _ => [.. "ID3"u8, 4, 0, 0, 0, 0, 0, 0, 0xFF, 0xFB, 0x90, 0x64, .. samples],
        };
    }

    /// <summary>How long a file is, in seconds.</summary>
    public static double Measure(ReadOnlySpan<byte> file) =>
        file.Length >= WavHeaderBytes && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WAVE"u8) && BinaryPrimitives.ReadInt32LittleEndian(file[28..]) is > 0 and var rate
            ? (double)(file.Length - WavHeaderBytes) / rate
            : file.Length / UsualBytesPerSecond;

    private static byte[] WavHeader(int length)
    {
        var header = new byte[WavHeaderBytes];
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), length + WavHeaderBytes - 8);
        "WAVEfmt "u8.CopyTo(header.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(24), SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(28), SampleRate * BytesPerSample);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(32), BytesPerSample);
        BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(34), BytesPerSample * 8);
        "data"u8.CopyTo(header.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(40), length);
        return header;
    }
}
