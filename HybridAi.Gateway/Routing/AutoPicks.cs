using System.Globalization;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Auto;
using HybridAi.Core.Routing.Tasks;
using HybridAi.Gateway.Inference;

namespace HybridAi.Gateway.Routing;

/// <summary>Finds out what a request to an auto model is for, and at what quality.</summary>
internal static class AutoPicks
{
    /// <summary>By the caller's label; without one that is a task's name, by the classifier.</summary>
    public static AutoPick For(Exchange exchange, AutoModel auto)
    {
        var (options, verdict) = (exchange.Options, (TaskVerdict?)null);
        if (options.Task is not { } label || TaskNames.Find(label) is not { } task)
        {
            verdict = Classify(exchange);
            task = verdict.Value.Task;
        }

        return new AutoPick(auto, task, auto.LevelOf(task, options.Quality), verdict?.Confidence);
    }

    /// <summary>Says why a plan begins with what it begins with.</summary>
    public static string Explain(AutoPick pick, Deployment[] plan) => string.Create(
        CultureInfo.InvariantCulture,
        $"Task {TaskNames.NameOf(pick.Task)}, {(pick.Confidence is { } sure ? $"as the classifier takes it ({100 * sure:0} % sure)" : "as its caller says")}; "
        + $"quality {QualityLevels.NameOf(pick.Level)}. First of {plan.Length}: {plan[0].Id}, quality {pick.QualityOf(plan[0]):0.00}.");

    private static TaskVerdict Classify(Exchange exchange)
    {
        Span<char> prompt = stackalloc char[TaskText.LongestPrompt];
        Span<char> system = stackalloc char[TaskText.LongestSystem];
        TaskText.Read(exchange.Body.Scan, ref prompt, ref system);
        return TaskClassifier.BuiltIn.Classify(prompt, system);
    }
}
