using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using HybridAi.Gateway.Inference;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Idempotency;

/// <summary>What tells two requests apart: the API, the body (of a form its fields, whose boundaries differ each time), and the gateway's options in headers.</summary>
internal static class RequestHash
{
    /// <summary>The SHA-256, in lower-case hexadecimal.</summary>
    public static string Of(Exchange exchange)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, exchange.Api.NameOf());
        foreach (var header in exchange.Http.Request.Headers.Where(header => header.Key.StartsWith(RequestOptionNames.HeaderPrefix, StringComparison.OrdinalIgnoreCase))
            .OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase))
        {
            Add(hash, header.Key.ToLowerInvariant());
            Add(hash, header.Value.ToString());
        }

        if (exchange.Body.Form is not { } form)
            Add(hash, exchange.Body.Scan.Body.Span);
        else
        {
            foreach (var part in form.Parts)
            {
                Add(hash, part.Name);
                Add(hash, form.ContentOf(part));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Add(IncrementalHash hash, string text) => Add(hash, Encoding.UTF8.GetBytes(text));

    // Each with its length, so that nothing can be shifted from one to the next.
    private static void Add(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
