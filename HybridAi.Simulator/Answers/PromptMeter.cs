using System.Numerics;
using System.Runtime.InteropServices;

namespace HybridAi.Simulator.Answers;

/// <summary>Counts a prompt's tokens and takes its fingerprint, with one at each step at which a provider may cache it.</summary>
internal sealed class PromptMeter
{
    /// <summary>Prompts shorter than this are not cached.</summary>
    public const int FirstStep = 1024;

    /// <summary>Cached prefixes grow in steps of so many tokens.</summary>
    public const int Step = 128;

    private const ulong Prime = 0x9E3779B185EBCA87;
    private readonly List<(int Tokens, ulong Hash)> _steps = [];

    public PromptMeter(ulong seed) => Hash = seed;

    public int Tokens { get; private set; }

    public ulong Hash { get; private set; }

    public IReadOnlyList<(int Tokens, ulong Hash)> Steps => _steps;

    public void AddText(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var length = Tokenizer.PieceLength(text);
            AddHash(text[..length]);
            CountOne();
            text = text[length..];
        }
    }

    /// <summary>Counts tokens of something that is not text.</summary>
    public void AddTokens(int count, ReadOnlySpan<char> content)
    {
        AddHash(content);
        for (var i = 0; i < count; i++)
            CountOne();
    }

    public void AddHash(ReadOnlySpan<char> content)
    {
        var bytes = MemoryMarshal.AsBytes(content);
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        var hash = Hash ^ (ulong)content.Length;
        foreach (var word in words)
            hash = BitOperations.RotateLeft((hash ^ word) * Prime, 29);
        foreach (var single in bytes[(words.Length * sizeof(ulong))..])
            hash = BitOperations.RotateLeft((hash ^ single) * Prime, 29);
        Hash = hash;
    }

    private void CountOne()
    {
        Tokens++;
        if (Tokens >= FirstStep && Tokens % Step == 0)
            _steps.Add((Tokens, Hash));
    }
}
