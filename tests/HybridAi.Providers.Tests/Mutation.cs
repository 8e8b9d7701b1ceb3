namespace HybridAi.Providers.Tests;

/// <summary>Damages valid bytes as hostile or broken senders do.</summary>
internal static class Mutation
{
    private static readonly byte[][] Pieces =
    [
        "\\ud800"u8.ToArray(), "\""u8.ToArray(), "{"u8.ToArray(), "}"u8.ToArray(), "["u8.ToArray(), "]"u8.ToArray(), "null"u8.ToArray(),
        "1e999"u8.ToArray(), "-99999999999999999999999999"u8.ToArray(), "true"u8.ToArray(), "\"x\""u8.ToArray(), ","u8.ToArray(), ":"u8.ToArray(), "{}"u8.ToArray(),
        "[]"u8.ToArray(), [0xff], [0], [0xed, 0xa0, 0x80], "\\"u8.ToArray(), "\n\n"u8.ToArray(),
    ];

    public static byte[] Of(byte[] valid, Random random)
    {
        var bytes = valid.ToList();
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(5))
            {
                case 0 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 3:
                    // In the place of a value.
                    var colon = bytes.IndexOf((byte)':', at);
                    var end = colon < 0 ? -1 : bytes.FindIndex(colon, b => b is (byte)',' or (byte)'}');
                    if (end > 0)
                    {
                        bytes.RemoveRange(colon + 1, end - colon - 1);
                        bytes.InsertRange(colon + 1, Pieces[random.Next(Pieces.Length)]);
                    }

                    break;
                default:
                    if (random.Next(3) == 0)
                        bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }
}
