using HybridAi.Core.Tests.Chat;
using static HybridAi.Providers.Tests.Gemini.GeminiCase;

namespace HybridAi.Providers.Tests.Gemini;

/// <summary>However an answer is cut into chunks, it folds to what it is as a whole.</summary>
public sealed class GeminiFoldTests
{
    private static readonly string[] Whole =
    [
        """{"functionCall":{"name":"f","args":{"a":"x y"},"id":"1"}}""", """{"functionCall":{"name":"g","id":"2"},"thoughtSignature":"s1"}""",
        """{"text":"signed","thoughtSignature":"s2"}""", """{"text":"","thoughtSignature":"s3"}""", """{"text":"thought","thought":true,"thoughtSignature":"s4"}""",
        """{"inlineData":{"mimeType":"image/png","data":"AA=="},"thoughtSignature":"s5"}""", """{"inlineData":{"mimeType":"audio/L16","data":"AQID"}}""",
        """{"executableCode":{"language":"PYTHON","code":"1"}}""", """{"text":""}""",
    ];

    [Fact]
    public void Any_cutting_folds_to_the_same()
    {
        var random = new Random(20261123);
        for (var i = 0; i < 2_000; i++)
        {
            List<string> whole = [], pieces = [];
            for (var parts = random.Next(8); parts > 0; parts--)
                Add(whole, pieces, random);
            var expected = Answer(Chunk(string.Join(',', whole), ",\"finishReason\":\"STOP\""));
            List<string> chunks = [];
            while (pieces.Count > 0)
            {
                var count = random.Next(1, pieces.Count + 1);
                chunks.Add(Chunk(string.Join(',', pieces.Take(count))));
                pieces.RemoveRange(0, count);
            }

            chunks.Add(Chunk("", ",\"finishReason\":\"STOP\""));
            Assert.Equal(Structure.Of(expected), Structure.Of(FoldStream([.. chunks])));
        }
    }

    // A text or a thought without a signature may come in any pieces, all else comes whole.
    private static void Add(List<string> whole, List<string> pieces, Random random)
    {
        if (random.Next(2) == 0)
        {
            whole.Add(Whole[random.Next(Whole.Length)]);
            pieces.Add(whole[^1]);
            return;
        }

        var (text, thought) = ("Grüße, 世界!"[..random.Next(1, 11)], random.Next(2) == 0 ? ",\"thought\":true" : "");
        var cut = random.Next(text.Length + 1);
        whole.Add($$"""{"text":"{{text}}"{{thought}}}""");
        pieces.Add($$"""{"text":"{{text[..cut]}}"{{thought}}}""");
        pieces.Add($$"""{"text":"{{text[cut..]}}"{{thought}}}""");
    }
}
