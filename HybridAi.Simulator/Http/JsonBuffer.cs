using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.ObjectPool;

namespace HybridAi.Simulator.Http;

/// <summary>A pooled buffer with a JSON writer on it.</summary>
internal sealed class JsonBuffer : IDisposable
{
    private const int KeptCapacity = 256 * 1024;

    private static readonly ObjectPool<JsonBuffer> Pool = new DefaultObjectPool<JsonBuffer>(new Policy());

    public JsonBuffer() =>
        Json = new Utf8JsonWriter(Bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    public ArrayBufferWriter<byte> Bytes { get; } = new(4 * 1024);

    public Utf8JsonWriter Json { get; }

    public static JsonBuffer Rent() => Pool.Get();

    /// <summary>Returns the buffer for others to use.</summary>
    public void Dispose() => Pool.Return(this);

    private sealed class Policy : PooledObjectPolicy<JsonBuffer>
    {
        public override JsonBuffer Create() => new();

        public override bool Return(JsonBuffer buffer)
        {
            buffer.Bytes.ResetWrittenCount();
            buffer.Json.Reset(buffer.Bytes);
            return buffer.Bytes.Capacity <= KeptCapacity;
        }
    }
}
