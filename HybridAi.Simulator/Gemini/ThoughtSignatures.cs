using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Gemini;

/// <summary>
/// Makes and verifies thought signatures. A signature says what it was given for: a function call's holds for a call of the same
/// name and arguments (in any order and spelling of numbers), a text's for any text.
/// </summary>
internal static class ThoughtSignatures
{
    private const int Length = 33;
    private const byte Version = 0x12;

    // What Google documents for calls that a model never made.
    private static readonly string[] Skips = ["skip_thought_signature_validator", "context_engineering_is_the_way_to_go"];

    public static string ForCall(string name, string arguments) => Make(HashOf(name, arguments));

    public static string ForText() => Make(Salt("text"));

    /// <summary>Whether the signature was given for this very call.</summary>
    public static bool IsForCall(string signature, string name, string arguments) => Skipped(signature) || signature == ForCall(name, arguments);

    /// <summary>Whether it is a signature at all, whatever it was given for.</summary>
    public static bool IsWhole(string signature)
    {
        if (Skipped(signature))
            return true;
        Span<byte> bytes = stackalloc byte[Length + 3];
        return signature.Length <= 48 && Convert.TryFromBase64String(signature, bytes, out var length) && length == Length && bytes[0] == Version
            && BinaryPrimitives.ReadUInt64LittleEndian(bytes[25..]) == Randomness.Mix(BinaryPrimitives.ReadUInt64LittleEndian(bytes[1..]), 99);
    }

    private static bool Skipped(string signature) =>
        Skips.Contains(signature) || Skips.Any(skip => signature == Convert.ToBase64String(Encoding.ASCII.GetBytes(skip)));

    private static string Make(ulong hash)
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = Version;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[1..], hash);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[9..], Randomness.Mix(hash, 97));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[17..], Randomness.Mix(hash, 98));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[25..], Randomness.Mix(hash, 99));
        return Convert.ToBase64String(bytes);
    }

    private static ulong HashOf(string name, string arguments)
    {
        var text = new StringBuilder();
        try
        {
            using var document = JsonDocument.Parse(arguments);
            AppendCanonical(text, document.RootElement);
        }
        catch (JsonException)
        {
            text.Append(arguments);
        }

        return Randomness.Mix(Salt(name), Salt(text.ToString()));
    }

    private static ulong Salt(string text)
    {
        var meter = new PromptMeter(0x5EA1);
        meter.AddHash(text);
        return meter.Hash;
    }

    private static void AppendCanonical(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var member in value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    text.Append(member.Name.Length).Append(member.Name).Append(':');
                    AppendCanonical(text, member.Value);
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var item in value.EnumerateArray())
                    AppendCanonical(text.Append(','), item);
                text.Append(']');
                break;
            case JsonValueKind.Number:
                text.Append(value.GetDouble().ToString("R", CultureInfo.InvariantCulture));
                break;
            case JsonValueKind.String:
                text.Append('"').Append(value.GetString());
                break;
            default:
                text.Append(value.ValueKind);
                break;
        }
    }
}
