using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HybridAi.Core.Caching.Semantic;

/// <summary>
/// Vectors of small whole numbers: a quarter of the memory to read, and so a quarter of the time, of floats. Each is scaled by its own largest value, so only directions are
/// kept, which is all that a cosine asks for. Of the labelled pairs of prompts it changes the cosine by at most 0.0063 (docs/results.md): short prompts have few large values and many small ones.
/// </summary>
internal static class ByteVector
{
    /// <summary>Lengths are a multiple of this; what is beyond a vector's own is zero.</summary>
    public const int Step = 32;

    private const int Largest = 127;

    /// <summary>A vector's length with what fills it up.</summary>
    public static int PaddedLength(int length) => (length + Step - 1) / Step * Step;

    /// <summary>Rounds a vector to whole numbers from −127 to 127.</summary>
    /// <param name="vector">The vector, of any length but zero.</param>
    /// <param name="numbers">Takes the numbers; at least as long.</param>
    public static void Round(ReadOnlySpan<float> vector, Span<short> numbers)
    {
        var largest = 0f;
        foreach (var value in vector)
            largest = Math.Max(largest, Math.Abs(value));
        var scale = largest == 0 ? 0 : Largest / largest;
        for (var i = 0; i < vector.Length; i++)
            numbers[i] = (short)MathF.Round(vector[i] * scale);
        numbers[vector.Length..].Clear();
    }

    /// <summary>The sum of squares.</summary>
    public static long Squares(ReadOnlySpan<short> numbers)
    {
        var sum = 0L;
        foreach (var number in numbers)
            sum += number * number;
        return sum;
    }

    /// <summary>The scalar product. Exact: of 4,096 places it is at most 2²⁶.</summary>
    /// <param name="query">The one, widened.</param>
    /// <param name="kept">The first number of the other one, which has as many.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Product(ReadOnlySpan<short> query, ref sbyte kept)
    {
        ref var first = ref MemoryMarshal.GetReference(query);
        if (!Avx2.IsSupported)
            return ProductAnywhere(ref first, ref kept, query.Length);
        var (even, odd) = (Vector256<int>.Zero, Vector256<int>.Zero);
        for (nuint i = 0; i < (nuint)query.Length; i += Step)
        {
            var bytes = Vector256.LoadUnsafe(ref kept, i);
            even += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(bytes.GetLower()), Vector256.LoadUnsafe(ref first, i));
            odd += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(bytes.GetUpper()), Vector256.LoadUnsafe(ref first, i + (Step / 2)));
        }

        return Vector256.Sum(even + odd);
    }

    // A product fits into 16 bits, a sum of them does not.
    internal static int ProductAnywhere(ref short query, ref sbyte kept, int length)
    {
        var sum = Vector128<int>.Zero;
        for (nuint i = 0; i < (nuint)length; i += (nuint)Vector128<sbyte>.Count)
        {
            var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref kept, i));
            var (a, b) = Vector128.Widen(low * Vector128.LoadUnsafe(ref query, i));
            var (c, d) = Vector128.Widen(high * Vector128.LoadUnsafe(ref query, i + (nuint)Vector128<short>.Count));
            sum += a + b + c + d;
        }

        return Vector128.Sum(sum);
    }
}
