using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using HybridAi.Core.Checksums;
using HybridAi.Core.Costs;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Caching;

/// <summary>
/// A cached answer as bytes, for levels outside of the process: two magic bytes, the version, flags, the length of all (4 bytes), CRC-32C of all but itself (4 bytes), the
/// fields, the body. Little-endian. What another version wrote, or what was cut or changed, is not read: a miss.
/// </summary>
public static class CachedAnswerFormat
{
    /// <summary>The version that is written and read.</summary>
    public const byte Version = 2;

    private const int HeaderSize = 12, LengthAt = 4, ChecksumAt = 8, MostTexts = 1024;

    private static ReadOnlySpan<byte> Magic => [0xA7, 0xCA];

    [Flags]
    private enum Parts : byte
    {
        Streamed = 1,
        Cost = 2,
        Rule = 4,
        Team = 8,
        User = 16,
        CausedBy = 32,
        Estimated = 64,
        FinishReason = 128,
    }

    /// <summary>Writes an answer.</summary>
    /// <param name="answer">The answer.</param>
    /// <returns>The bytes, exactly as long as they have to be.</returns>
    /// <exception cref="ArgumentException">It has more than 1,024 tags.</exception>
    public static byte[] Write(CachedAnswer answer)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(answer.Tags.Count, MostTexts);
        var head = ArrayPool<byte>.Shared.Rent(MostHead(answer));
        try
        {
            var length = WriteHead(answer, head);
            var bytes = GC.AllocateUninitializedArray<byte>(length + answer.Body.Length);
            head.AsSpan(0, length).CopyTo(bytes);
            answer.Body.Span.CopyTo(bytes.AsSpan(length));
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(LengthAt), bytes.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(ChecksumAt), Checksum(bytes));
            return bytes;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(head);
        }
    }

    /// <summary>Reads an answer.</summary>
    /// <param name="bytes">The bytes. The answer's body is a part of them, so nobody may change them later.</param>
    /// <param name="key">What was asked for: an answer to anything else is not given.</param>
    /// <param name="answer">The answer.</param>
    /// <returns>False if this is no whole, unchanged answer of this version and key.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, CacheKey key, [NotNullWhen(true)] out CachedAnswer? answer)
    {
        answer = null;
        var span = bytes.Span;
        if (span.Length < HeaderSize || !span.StartsWith(Magic) || span[2] != Version || BinaryPrimitives.ReadInt32LittleEndian(span[LengthAt..]) != span.Length
            || BinaryPrimitives.ReadUInt32LittleEndian(span[ChecksumAt..]) != Checksum(span))
            return false;
        answer = ReadFields(bytes, key, (Parts)span[3]);
        return answer is not null;
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes) => ~Crc32C.Add(Crc32C.Add(Crc32C.Begin, bytes[..ChecksumAt]), bytes[HeaderSize..]);

    private static int MostHead(CachedAnswer answer)
    {
        var most = HeaderSize + 6 * 16 + 20 * AnswerWriter.MostNumber + AnswerWriter.MostText(answer.Api) + AnswerWriter.MostText(answer.ContentType)
            + AnswerWriter.MostText(answer.RequestedModel) + AnswerWriter.MostText(answer.Provider) + AnswerWriter.MostText(answer.Model) + AnswerWriter.MostText(answer.FinishReason)
            + AnswerWriter.MostText(answer.Rule);
        foreach (var text in answer.Tags.Concat(answer.Dropped))
            most += AnswerWriter.MostText(text);
        return most;
    }

    private static int WriteHead(CachedAnswer answer, Span<byte> head)
    {
        Magic.CopyTo(head);
        head[2] = Version;
        head[3] = (byte)((answer.Streamed ? Parts.Streamed : 0) | (answer.CostNanoDollars is null ? 0 : Parts.Cost) | (answer.Rule is null ? 0 : Parts.Rule)
            | (answer.Team is null ? 0 : Parts.Team) | (answer.User is null ? 0 : Parts.User) | (answer.CausedBy is null ? 0 : Parts.CausedBy)
            | (answer.Estimated ? Parts.Estimated : 0) | (answer.FinishReason is null ? 0 : Parts.FinishReason));
        var writer = new AnswerWriter(head[HeaderSize..]);
        WriteFields(answer, ref writer);
        WriteUsage(answer.Usage, ref writer);
        WriteTexts(answer.Tags, ref writer);
        WriteTexts(answer.Dropped, ref writer);
        return HeaderSize + writer.Length;
    }

    private static void WriteFields(CachedAnswer answer, ref AnswerWriter writer)
    {
        writer.Id(answer.Key.Organization.Value);
        Span<byte> hash = stackalloc byte[32];
        BinaryPrimitives.WriteUInt128BigEndian(hash, answer.Key.High);
        BinaryPrimitives.WriteUInt128BigEndian(hash[16..], answer.Key.Low);
        writer.Id(new Guid(hash[..16], bigEndian: true));
        writer.Id(new Guid(hash[16..], bigEndian: true));
        writer.Number(answer.CreatedAt.UtcTicks);
        writer.Number(answer.ExpiresAt.UtcTicks);
        writer.Number(answer.Duration.Ticks);
        writer.Text(answer.Api);
        writer.Text(answer.ContentType);
        writer.Text(answer.RequestedModel);
        writer.Text(answer.Provider);
        writer.Text(answer.Model);
        if (answer.CostNanoDollars is { } cost)
            writer.Number(cost);
        if (answer.FinishReason is { } finishReason)
            writer.Text(finishReason);
        if (answer.Rule is { } rule)
            writer.Text(rule);
        if (answer.Team is { } team)
            writer.Id(team.Value);
        if (answer.User is { } user)
            writer.Id(user.Value);
        if (answer.CausedBy is { } causedBy)
            writer.Id(causedBy.Value);
    }

    private static void WriteTexts(IReadOnlyList<string> texts, ref AnswerWriter writer)
    {
        var count = Math.Min(texts.Count, MostTexts);
        writer.Number(count);
        for (var i = 0; i < count; i++)
            writer.Text(texts[i]);
    }

    private static void WriteUsage(in TokenUsage usage, ref AnswerWriter writer)
    {
        writer.Number(usage.Input);
        writer.Number(usage.CachedInput);
        writer.Number(usage.CacheWrite);
        writer.Number(usage.CacheWrite1h);
        writer.Number(usage.AudioInput);
        writer.Number(usage.ImageInput);
        writer.Number(usage.Output);
        writer.Number(usage.Reasoning);
        writer.Number(usage.AudioOutput);
        writer.Number(usage.ImageOutput);
    }

    private static CachedAnswer? ReadFields(ReadOnlyMemory<byte> bytes, CacheKey key, Parts parts)
    {
        var reader = new AnswerReader(bytes.Span[HeaderSize..]);
        if (ReadKey(ref reader) != key)
            return null;
        // An initializer's members are read in the order in which they stand here.
        var answer = new CachedAnswer
        {
            Key = key,
            Streamed = parts.HasFlag(Parts.Streamed),
            CreatedAt = reader.Time(),
            ExpiresAt = reader.Time(),
            Duration = new TimeSpan(reader.Number()),
            Api = reader.Text(),
            ContentType = reader.Text(),
            RequestedModel = reader.Text(),
            Provider = reader.Text(),
            Model = reader.Text(),
            CostNanoDollars = parts.HasFlag(Parts.Cost) ? reader.Number() : null,
            Estimated = parts.HasFlag(Parts.Estimated),
            FinishReason = parts.HasFlag(Parts.FinishReason) ? reader.Text() : null,
            Rule = parts.HasFlag(Parts.Rule) ? reader.Text() : null,
            Team = parts.HasFlag(Parts.Team) ? new TeamId(reader.Id()) : null,
            User = parts.HasFlag(Parts.User) ? new UserId(reader.Id()) : null,
            CausedBy = parts.HasFlag(Parts.CausedBy) ? new KeyId(reader.Id()) : null,
            Usage = ReadUsage(ref reader),
            Tags = ReadTexts(ref reader),
            Dropped = ReadTexts(ref reader),
            Body = bytes[^reader.Left..],
        };
        return reader.HasFailed ? null : answer;
    }

    private static CacheKey ReadKey(ref AnswerReader reader)
    {
        var organization = new OrganizationId(reader.Id());
        Span<byte> hash = stackalloc byte[32];
        reader.Id().TryWriteBytes(hash, bigEndian: true, out _);
        reader.Id().TryWriteBytes(hash[16..], bigEndian: true, out _);
        return CacheKey.Of(organization, hash);
    }

    private static TokenUsage ReadUsage(ref AnswerReader reader) => new()
    {
        Input = reader.Number(),
        CachedInput = reader.Number(),
        CacheWrite = reader.Number(),
        CacheWrite1h = reader.Number(),
        AudioInput = reader.Number(),
        ImageInput = reader.Number(),
        Output = reader.Number(),
        Reasoning = reader.Number(),
        AudioOutput = reader.Number(),
        ImageOutput = reader.Number(),
    };

    private static string[] ReadTexts(ref AnswerReader reader)
    {
        var count = reader.Number(MostTexts);
        if (count == 0)
            return [];
        var texts = new string[count];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = reader.Text();
        return texts;
    }
}
