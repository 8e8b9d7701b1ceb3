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

    /// <summary>Makes one.</summary>
    /// <returns>Also what its last turn asks the model to say, or the arguments to call the tool with; else null.</returns>
    public static (string? System, IReadOnlyList<string> Turns, bool WithTool, string? Said, string? Arguments) Make(int seed, bool simple)
    {
        var random = new Random(seed);
        var turns = new List<string>();
        for (var i = simple ? 1 : (random.Next(4) * 2) + 1; i > 0; i--)
            turns.Add(Text(random));
        var withTool = !simple && random.Next(2) == 0;
        var (ending, said, arguments) = Ending(random, withTool, seed);
        turns[^1] += ending;
        return (simple || random.Next(2) == 0 ? null : Text(random), turns, withTool, said, arguments);
    }

    private static (string Ending, string? Said, string? Arguments) Ending(Random random, bool withTool, int seed)
    {
        if (withTool && random.Next(2) == 0)
        {
            var arguments = string.Create(CultureInfo.InvariantCulture, $"{{\"city\":\"Ö{seed}\\n\",\"days\":[1,{seed}]}}");
            return ($"[[tool:get_weather {arguments}]]", null, arguments);
        }

        switch (random.Next(3))
        {
            case 0:
                var said = $"{Text(random).Trim()}.";
                return ($"[[say:{said}]]", said, null);
            case 1:
                return ($"[[words:{random.Next(1, 60)}]]", null, null);
            default:
                return ("?", null, null);
        }
    }

    private static string Text(Random random)
    {
        var text = new StringBuilder("Hello. ");
        for (var i = random.Next(1, 12); i > 0; i--)
            text.Append(Pieces[random.Next(Pieces.Length)]);
        return text.Append('.').ToString();
    }
}
