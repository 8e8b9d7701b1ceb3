using System.Buffers;

namespace HybridAi.Gateway;

/// <summary>
/// Buffers for bodies and answers. Small ones are pooled; the shared pool would keep large ones for good in every thread that ever handled one,
/// so those are left to the garbage collector.
/// </summary>
internal static class BodyBuffers
{
    private const int LargestPooled = 1024 * 1024;

    public static byte[] Rent(int bytes) => bytes <= LargestPooled ? ArrayPool<byte>.Shared.Rent(bytes) : GC.AllocateUninitializedArray<byte>(bytes);

    public static void Return(byte[] buffer)
    {
        if (buffer.Length <= LargestPooled)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>Takes a buffer of twice the size, with the same content.</summary>
    public static byte[] Grow(byte[] buffer)
    {
        var larger = Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        Return(buffer);
        return larger;
    }
}
