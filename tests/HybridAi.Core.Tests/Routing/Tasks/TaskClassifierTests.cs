using System.Globalization;
using System.Text.Json;
using HybridAi.Core.Routing.Tasks;

namespace HybridAi.Core.Tests.Routing.Tasks;

/// <summary>How often the classifier is right on 300 labelled prompts that had no part in its making.</summary>
public sealed class TaskClassifierTests(ITestOutputHelper output)
{
    [Fact]
    public void At_least_85_percent_of_300_labelled_prompts_are_taken_for_what_they_are()
    {
        var prompts = Read();
        Assert.Equal(300, prompts.Count);
        var right = 0;
        foreach (var task in Enum.GetValues<TaskKind>())
        {
            var own = prompts.FindAll(prompt => prompt.Task == task);
            var hits = own.Count(prompt => TaskClassifier.BuiltIn.Classify(prompt.Text, prompt.System).Task == task);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TaskNames.NameOf(task)}: {hits} of {own.Count}"));
            Assert.True(own.Count >= 20, $"only {own.Count} prompts of {task}");
            Assert.True(hits >= 0.7 * own.Count, $"{task}: {hits} of {own.Count}");
            right += hits;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{right} of {prompts.Count}"));
        Assert.True(right >= 0.85 * prompts.Count, $"{right} of {prompts.Count} are right");
    }

    [Fact]
    public void A_system_prompt_says_what_its_user_does_not()
    {
        const string Prompt = "The meeting has been postponed until next week.";
        Assert.Equal(TaskKind.Translation, Task(Prompt, "You are a translator. Translate everything that the user writes into French."));
        Assert.Equal(TaskKind.Classification, Task(Prompt, "Classify each message as urgent or not urgent. Answer with the label only."));
    }

    [Fact]
    public void What_is_wanted_is_found_at_the_beginning_and_at_the_end_of_a_long_text()
    {
        var text = string.Join(' ', Enumerable.Repeat("The council discussed the new tram line and heard what residents had to say about noise and cost.", 400));
        Assert.Equal(TaskKind.Summarization, Task($"Summarize the following report in three sentences:\n\n{text}"));
        Assert.Equal(TaskKind.Summarization, Task($"{text}\n\nSummarize the report above in three sentences."));
        Assert.Equal(TaskKind.Translation, Task($"{text}\n\nTranslate the text above into German."));
    }

    [Fact]
    public void Anything_has_a_verdict_and_the_same_one_each_time()
    {
        var random = new Random(5);
        foreach (var length in new[] { 0, 1, 2, 15, 300, 2047, 2048, 2049, 9000 })
        {
            // Halves of characters, too.
            var text = string.Create(length, random, static (span, random) =>
            {
                foreach (ref var character in span)
                    character = (char)random.Next(char.MaxValue + 1);
            });
            var verdict = TaskClassifier.BuiltIn.Classify(text, text);
            Assert.True(Enum.IsDefined(verdict.Task));
            Assert.InRange(verdict.Confidence, 0.0999, 1);
            Assert.Equal(verdict, TaskClassifier.BuiltIn.Classify(text, text));
        }
    }

    [Fact]
    public void Weights_of_another_shape_are_refused()
    {
        Assert.Throws<InvalidDataException>(() => TaskClassifier.Read(new byte[100]));
        var weights = new float[TaskFeatures.Buckets * TaskNames.Count];
        (weights[3], weights[40]) = (-2, 1);
        Assert.Equal(weights.Length + 4, TaskClassifier.Write(weights).Length);
        Assert.Equal(0.1, TaskClassifier.Read(TaskClassifier.Write(new float[weights.Length])).Classify("Hello").Confidence, 3);
    }

    private static TaskKind Task(string prompt, string system = "") => TaskClassifier.BuiltIn.Classify(prompt, system).Task;

    private static List<(TaskKind Task, string Text, string System)> Read()
    {
        using var stream = typeof(TaskClassifierTests).Assembly.GetManifestResourceStream("task-prompts.jsonl")!;
        using var reader = new StreamReader(stream);
        var prompts = new List<(TaskKind, string, string)>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0)
                continue;
            var json = JsonElement.Parse(line);
            prompts.Add((
                TaskNames.Find(json.GetProperty("task").GetString()!)!.Value, json.GetProperty("prompt").GetString()!,
                json.TryGetProperty("system", out var system) ? system.GetString() ?? "" : ""));
        }

        return prompts;
    }
}
