using System.Buffers.Binary;

namespace HybridAi.Core.Caching.Semantic;

/// <summary>A vector, rounded to bytes, and what the guard compares, as bytes: version 1, the vector's length, the vector, the facts.</summary>
public static class SemanticContent
{
    private const byte Version = 1;
    private const int Head = 3;

    /// <summary>Writes both.</summary>
    /// <param name="vector">The vector.</param>
    /// <param name="facts">What the guard compares.</param>
    public static byte[] Write(ReadOnlySpan<float> vector, PromptFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var numbers = new short[vector.Length];
        ByteVector.Round(vector, numbers);
        var words = facts.ToWords();
        var bytes = new byte[Head + vector.Length + (sizeof(uint) * words.Length)];
        bytes[0] = Version;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(1), (ushort)vector.Length);
        for (var i = 0; i < numbers.Length; i++)
            bytes[Head + i] = (byte)(sbyte)numbers[i];
        var rest = bytes.AsSpan(Head + vector.Length);
        for (var i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(rest[(i * sizeof(uint))..], words[i]);
        return bytes;
    }

    /// <summary>Reads both.</summary>
    /// <param name="bytes">What <see cref="Write"/> wrote.</param>
    /// <param name="vector">The vector; its direction is what it was, up to rounding.</param>
    /// <param name="facts">What the guard compares.</param>
    /// <returns>False if it is of another version, or no such thing.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out float[] vector, out PromptFacts? facts)
    {
        (vector, facts) = ([], null);
        if (bytes.Length < Head || bytes[0] != Version)
            return false;
        var length = BinaryPrimitives.ReadUInt16LittleEndian(bytes[1..]);
        var rest = bytes.Length - Head - length;
        if (length == 0 || rest < 0 || rest % sizeof(uint) != 0)
            return false;
        vector = new float[length];
        for (var i = 0; i < length; i++)
            vector[i] = (sbyte)bytes[Head + i];
        var words = new uint[rest / sizeof(uint)];
        for (var i = 0; i < words.Length; i++)
            words[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(Head + length + (i * sizeof(uint)))..]);
        facts = PromptFacts.FromWords(words);
        return facts is not null;
    }
}
