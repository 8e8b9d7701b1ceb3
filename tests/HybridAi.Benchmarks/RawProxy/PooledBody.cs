using System.Buffers;

namespace HybridAi.Benchmarks.RawProxy;

/// <summary>A request's whole body in a rented buffer.</summary>
internal readonly struct PooledBody(byte[] buffer, int length) : IDisposable
{
    private const int Most = 1 << 20;

    public ReadOnlySpan<byte> Span => buffer.AsSpan(0, length);

    public ReadOnlyMemory<byte> Memory => buffer.AsMemory(0, length);

    public static async ValueTask<PooledBody> ReadAsync(HttpRequest request, CancellationToken stop)
    {
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(stop);
            if (read.Buffer.Length > Most)
                throw new BadHttpRequestException("The body is too large for a benchmark.", StatusCodes.Status413PayloadTooLarge);
            if (!read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            var length = (int)read.Buffer.Length;
            var buffer = ArrayPool<byte>.Shared.Rent(length);
            read.Buffer.CopyTo(buffer);
            reader.AdvanceTo(read.Buffer.End);
            return new(buffer, length);
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);
}
