using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace HybridAi.Core.Routing.Rules;

/// <summary>Draws a request's side of a split: always the same for a caller's user, else its session, on every node and whatever the percentages are.</summary>
internal static class SplitDraw
{
    private const int LongestText = 256;

    /// <summary>Draws.</summary>
    /// <param name="rule">The rule's name: what two rules draw has nothing to do with each other.</param>
    /// <param name="facts">The request.</param>
    /// <returns>A number of at least 0 and below 100.</returns>
    public static double Of(string rule, in RuleFacts facts)
    {
        Span<byte> text = stackalloc byte[(3 * LongestText) + 40];
        var length = Encoding.UTF8.GetBytes(rule.AsSpan(0, Math.Min(rule.Length, LongestText / 2)), text);
        // No name has a zero in it, so that what was put together cannot be taken for anything else.
        text[length++] = 0;
        facts.Organization.TryWriteBytes(text[length..]);
        length += 16;
        if ((facts.EndUser ?? facts.Session) is { } subject)
        {
            text[length++] = facts.EndUser is null ? (byte)'s' : (byte)'u';
            length += Encoding.UTF8.GetBytes(subject.AsSpan(0, Math.Min(subject.Length, LongestText / 2)), text[length..]);
        }
        else
        {
            text[length++] = (byte)'r';
            facts.Request.TryWriteBytes(text[length..]);
            length += 16;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], hash);
        // 53 bits are as many as a double has.
        return (BinaryPrimitives.ReadUInt64LittleEndian(hash) >> 11) * (100.0 / (1UL << 53));
    }
}
