using System.Text.Json;

namespace HybridAi.Providers.Wire;

/// <summary>Compares what a reader stands at with a known text, whatever a hostile sender put there.</summary>
internal static class ReaderText
{
    /// <summary>The same for text that is not known in UTF-8.</summary>
    public static bool Is(this ref Utf8JsonReader reader, string text)
    {
        try
        {
            return reader.ValueTextEquals(text);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>As <see cref="Utf8JsonReader.ValueTextEquals(ReadOnlySpan{byte})"/>, which throws on half a surrogate pair (<c>"\ud800"</c>): that equals nothing.</summary>
    public static bool Is(this ref Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
        if (!reader.ValueIsEscaped)
            return reader.ValueSpan.SequenceEqual(text);
        try
        {
            return reader.ValueTextEquals(text);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
