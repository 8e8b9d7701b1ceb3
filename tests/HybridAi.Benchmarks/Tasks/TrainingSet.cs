using HybridAi.Core.Routing.Tasks;

namespace HybridAi.Benchmarks.Tasks;

/// <summary>The prompts of <c>training.txt</c>, and what stands for their slots.</summary>
internal sealed class TrainingSet
{
    private const string SystemEnd = " ||| ";

    // How people ask besides, whatever they ask for.
    private static readonly string[] Openings = ["Please ", "Can you ", "Could you please ", "Hi! ", "Hello, ", "I need help: ", "Hey, ", "I'd like you to ", "Kindly "];
    private static readonly string[] Endings = [" Thanks!", " Thank you.", "\n\nThanks", " please", "\nAnswer briefly.", "\nBe concise."];
    private static readonly string[] Systems =
    [
        "You are a helpful assistant.", "You are ChatGPT, a large language model.", "You are a helpful, harmless and honest assistant. Answer in the user's language.", "Be brief.",
        "You are an AI assistant of Contoso. Be polite.",
    ];

    private static readonly string[] Texts = ["passage", "record", "email", "review", "dialogue", "data"];

    // What people tell besides, before and behind what they ask for.
    private const string Before = "before";
    private const string Behind = "behind";

    private readonly Dictionary<string, string[]> _slots;

    private TrainingSet(IReadOnlyList<TrainingPrompt> prompts, Dictionary<string, string[]> slots) => (Prompts, _slots) = (prompts, slots);

    /// <summary>The prompts with their slots open.</summary>
    public IReadOnlyList<TrainingPrompt> Prompts { get; }

    public static TrainingSet Read(string directory)
    {
        var slots = Sections(Path.Combine(directory, "slots.txt")).GroupBy(line => line.Section)
            .ToDictionary(group => group.Key, group => group.Select(line => line.Text).ToArray());
        return new TrainingSet([.. Sections(Path.Combine(directory, "training.txt")).Select(line => PromptOf(line.Section, line.Text))], slots);
    }

    /// <summary>A prompt with its slots filled; all but the first of several are asked in some other manner, too.</summary>
    public TrainingPrompt Fill(TrainingPrompt prompt, int variant, Random random)
    {
        var (system, text) = (FillSlots(prompt.System, random), FillSlots(prompt.Prompt, random));
        if (variant > 0 && random.Next(4) == 0)
            text = Pick(Openings, random) + char.ToLowerInvariant(text[0]) + text[1..];
        if (variant > 0 && random.Next(6) == 0)
            text += Pick(Endings, random);
        if (variant > 0 && random.Next(3) == 0)
            text = $"{FillSlots(Pick(_slots[Before], random), random)}{(random.Next(3) == 0 ? "\n\n" : " ")}{text}";
        if (variant > 0 && random.Next(4) == 0)
            text = $"{text}{(random.Next(2) == 0 ? "\n" : " ")}{FillSlots(Pick(_slots[Behind], random), random)}";
        if (variant > 0 && random.Next(3) == 0)
            text = text.TrimEnd('.', ':', '?', '!').ToLowerInvariant();
        if (variant > 0 && system.Length == 0 && random.Next(8) == 0)
            system = Pick(Systems, random);
        return new TrainingPrompt(prompt.Task, system, text);
    }

    // Any kind of text is summarized, translated, asked about: what it looks like says nothing of the task.
    private string[] ValuesOf(string slot, Random random) =>
        _slots[Texts.Contains(slot) && random.Next(5) < 2 ? Pick(Texts, random) : slot];

    private string FillSlots(string text, Random random)
    {
        while (text.IndexOf('⟦', StringComparison.Ordinal) is >= 0 and var start)
        {
            var end = text.IndexOf('⟧', start);
            text = $"{text[..start]}{Pick(ValuesOf(text[(start + 1)..end], random), random)}{text[(end + 1)..]}";
        }

        return text;
    }

    private static string Pick(string[] values, Random random) => values[random.Next(values.Length)];

    private static TrainingPrompt PromptOf(string task, string text) => text.Split(SystemEnd) is [var system, var prompt]
        ? new TrainingPrompt(TaskNames.Find(task)!.Value, system, prompt)
        : new TrainingPrompt(TaskNames.Find(task)!.Value, "", text);

    private static IEnumerable<(string Section, string Text)> Sections(string path)
    {
        var section = "";
        foreach (var line in File.ReadLines(path))
        {
            if (line is ['[', .. var name, ']'] && !name.Contains(' ', StringComparison.Ordinal))
                section = name;
            else if (line.Length > 0 && !line.StartsWith("# ", StringComparison.Ordinal))
                yield return (section, line.Replace("\\n", "\n", StringComparison.Ordinal));
        }
    }
}
