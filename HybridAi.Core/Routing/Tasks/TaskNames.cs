namespace HybridAi.Core.Routing.Tasks;

/// <summary>The names of the tasks, as callers and administrators write them.</summary>
public static class TaskNames
{
    /// <summary>All of them, in the order of <see cref="TaskKind"/>.</summary>
    public static readonly IReadOnlyList<string> All =
        ["code", "math", "reasoning", "summarization", "translation", "extraction", "classification", "creative", "question-answering", "conversation"];

    /// <summary>All of them, for error messages.</summary>
    public static readonly string List = string.Join(", ", All);

    /// <summary>How many there are.</summary>
    public static int Count => All.Count;

    /// <summary>A task's name.</summary>
    /// <param name="task">The task.</param>
    public static string NameOf(TaskKind task) => All[(int)task];

    /// <summary>Finds a task by its name.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <returns>The task, or null if none is called that.</returns>
    public static TaskKind? Find(string name)
    {
        for (var i = 0; i < All.Count; i++)
        {
            if (All[i].Equals(name, StringComparison.OrdinalIgnoreCase))
                return (TaskKind)i;
        }

        return null;
    }
}
