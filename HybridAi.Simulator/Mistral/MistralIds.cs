using System.Globalization;

namespace HybridAi.Simulator.Mistral;

/// <summary>Mistral's ids are UUIDs.</summary>
internal static class MistralIds
{
    public static string Next(Simulation simulation)
    {
        var text = simulation.NextId("", 32);
        Span<byte> bytes = stackalloc byte[16];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)((text[2 * i] * 31) + text[(2 * i) + 1]);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D", CultureInfo.InvariantCulture);
    }
}
