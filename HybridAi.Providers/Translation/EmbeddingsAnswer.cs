using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Core.Costs;

namespace HybridAi.Providers.Translation;

/// <summary>Vectors that a provider gave.</summary>
public sealed class EmbeddingsAnswer
{
    private readonly List<Verbatim> _vectors = [];

    /// <summary>The vectors as the provider wrote them, JSON arrays of numbers, in the order of the texts.</summary>
    public IReadOnlyList<Verbatim> Vectors => _vectors;

    /// <summary>The tokens, or null if the provider did not say.</summary>
    public TokenUsage? Usage { get; set; }

    /// <summary>Takes the vector that a reader has come to.</summary>
    /// <param name="reader">Stands at its first token; afterwards at its last.</param>
    /// <param name="body">What it reads.</param>
    /// <returns>False if it is no list of numbers.</returns>
    internal bool TryAdd(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return false;
        var start = (int)reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
        }

        if (reader.TokenType != JsonTokenType.EndArray)
            return false;
        _vectors.Add(new Verbatim(body[start..(int)reader.BytesConsumed].ToArray()));
        return true;
    }
}
