using System.Globalization;
using System.Text.Json;
using HybridAi.Benchmarks.CommandLine;
using HybridAi.Core.Routing.Tasks;

namespace HybridAi.Benchmarks.Tasks;

/// <summary>Trains the classifier of tasks, and measures it.</summary>
internal static class TasksCommand
{
    private const string Usage = """
        HybridAi.Benchmarks tasks [--option value ...]      (from the repository's root)

          --folds 5         estimate by cross-validation: each fifth of the training prompts by what the others teach
          --write FILE      train on all of them and write the weights: HybridAi.Core/Routing/Tasks/task-weights.bin
          --measure FILE    measure these weights, or else those that are built in, on labelled prompts, {"task":"…","prompt":"…","system":"…"} a line
          --mistakes        name what is mistaken
          --data DIRECTORY  the training prompts: tests/HybridAi.Benchmarks/Tasks
          --seed 1
        """;

    public static int Run(Arguments arguments)
    {
        if (arguments.Switch("help"))
        {
            Console.WriteLine(Usage);
            return 0;
        }

        var set = TrainingSet.Read(arguments.Text("data", "tests/HybridAi.Benchmarks/Tasks"));
        var (folds, write, measure) = (arguments.Whole("folds", 0, 0, 100), arguments.OptionalText("write"), arguments.OptionalText("measure"));
        var (seed, mistakes) = (arguments.Whole("seed", 1, 0, int.MaxValue), arguments.Switch("mistakes"));
        arguments.EnsureAllUsed();
        var trainer = new TaskTrainer(set, seed);
        if (folds > 1)
            Report(CrossValidate(set, trainer, folds, seed), mistakes);
        var weights = write is null ? null : trainer.Weights(set.Prompts);
        if (weights is not null)
            File.WriteAllBytes(write!, weights);
        var classifier = weights is null ? TaskClassifier.BuiltIn : TaskClassifier.Read(weights);
        if (measure is not null)
            Report([.. Labelled(measure).Select(prompt => (prompt, classifier.Classify(prompt.Prompt, prompt.System)))], mistakes);
        return 0;
    }

    private static List<(TrainingPrompt Prompt, TaskVerdict Verdict)> CrossValidate(TrainingSet set, TaskTrainer trainer, int folds, int seed)
    {
        var prompts = set.Prompts.ToArray();
        var random = new Random(seed);
        random.Shuffle(prompts);
        var results = new List<(TrainingPrompt, TaskVerdict)>();
        for (var fold = 0; fold < folds; fold++)
        {
            var classifier = trainer.Train([.. prompts.Where((_, index) => index % folds != fold)]);
            foreach (var prompt in prompts.Where((_, index) => index % folds == fold).Select(prompt => set.Fill(prompt, 0, random)))
                results.Add((prompt, classifier.Classify(prompt.Prompt, prompt.System)));
        }

        return results;
    }

    private static IEnumerable<TrainingPrompt> Labelled(string path)
    {
        foreach (var line in File.ReadLines(path).Where(line => line.Length > 0))
        {
            using var json = JsonDocument.Parse(line);
            var system = json.RootElement.TryGetProperty("system", out var given) ? given.GetString() : null;
            var task = json.RootElement.GetProperty("task").GetString()!;
            yield return new TrainingPrompt(
                TaskNames.Find(task) ?? throw new ArgumentException($"{path} has the task '{task}'; there are {TaskNames.List}."), system ?? "", json.RootElement.GetProperty("prompt").GetString()!);
        }
    }

    private static void Report(List<(TrainingPrompt Prompt, TaskVerdict Verdict)> results, bool mistakes)
    {
        var right = results.Count(one => one.Prompt.Task == one.Verdict.Task);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{right} of {results.Count} right: {100.0 * right / results.Count:0.0} %"));
        foreach (var task in Enum.GetValues<TaskKind>())
        {
            var own = results.FindAll(one => one.Prompt.Task == task);
            var missed = own.Where(one => one.Verdict.Task != task).GroupBy(one => one.Verdict.Task).OrderByDescending(group => group.Count());
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {TaskNames.NameOf(task),-20} {own.Count(one => one.Verdict.Task == task),4} of {own.Count,4}   {string.Join(", ", missed.Select(group => $"{TaskNames.NameOf(group.Key)} {group.Count()}"))}"));
        }

        foreach (var (prompt, verdict) in mistakes ? results.Where(one => one.Prompt.Task != one.Verdict.Task) : [])
        {
            var text = $"{(prompt.System.Length > 0 ? $"[{prompt.System}] " : "")}{prompt.Prompt}".ReplaceLineEndings(" ");
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  {TaskNames.NameOf(prompt.Task)} -> {TaskNames.NameOf(verdict.Task)} ({verdict.Confidence:0.00}): {(text.Length <= 160 ? text : text[..160])}"));
        }
    }
}
