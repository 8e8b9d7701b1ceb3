using System.Globalization;
using System.Text;

namespace HybridAi.EndToEnd.Tests.Conformance;

/// <summary>Conversations of any length and script, with and without a tool; a seed makes each the same again.</summary>
internal static class GeneratedConversations
{
    public const int Count = 15;

    private static readonly string[] Pieces =
    [
        "weather ", "Oslo ", "Grüße ", "日本語 ", "\u200D👩\u200D🚀 ", "\"quoted\" ", "back\\slash ", "line\nbreak ", "{\"json\": [1]} ", "<b> & ", "مرحبا ", "1e9 ", "\t", "data: [DONE] ", "event: x ",
    ];

    public static (string? System, IReadOnlyList<string> Turns, bool WithTool) Make(int seed, bool simple)
    {
        var random = new Random(seed);
        var turns = new List<string>();
        for (var i = simple ? 1 : (random.Next(4) * 2) + 1; i > 0; i--)
            turns.Add(Text(random));
        var withTool = !simple && random.Next(2) == 0;
        turns[^1] += Ending(random, withTool, seed);
        return (simple || random.Next(2) == 0 ? null : Text(random), turns, withTool);
    }

    private static string Ending(Random random, bool withTool, int seed) => withTool && random.Next(2) == 0
        ? string.Create(CultureInfo.InvariantCulture, $"[[tool:get_weather {{\"city\":\"Ö{seed}\\n\",\"days\":[1,{seed}]}}]]")
        : random.Next(3) switch
        {
            0 => $"[[say:{Text(random).Trim()}.]]",
            1 => $"[[words:{random.Next(1, 60)}]]",
            _ => "?",
        };

    private static string Text(Random random)
    {
        var text = new StringBuilder("Hello. ");
        for (var i = random.Next(1, 12); i > 0; i--)
            text.Append(Pieces[random.Next(Pieces.Length)]);
        return text.Append('.').ToString();
    }
}
