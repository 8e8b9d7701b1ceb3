namespace HybridAi.Core.Routing.Auto;

/// <summary>The names of the quality levels, and what they ask for.</summary>
public static class QualityLevels
{
    /// <summary>All of them, in the order of <see cref="QualityLevel"/>.</summary>
    public static readonly IReadOnlyList<string> All = ["economy", "balanced", "best"];

    /// <summary>All of them, for error messages.</summary>
    public static readonly string List = string.Join(", ", All);

    /// <summary>A level's name.</summary>
    /// <param name="level">The level.</param>
    public static string NameOf(QualityLevel level) => All[(int)level];

    /// <summary>Finds a level by its name.</summary>
    /// <param name="name">The name, in exact case.</param>
    /// <returns>The level, or null if none is called that.</returns>
    public static QualityLevel? Find(string name)
    {
        for (var i = 0; i < All.Count; i++)
        {
            if (All[i] == name)
                return (QualityLevel)i;
        }

        return null;
    }

    /// <summary>The least quality, 0 to 1, of what is chosen by its cost; null: the level does not choose by cost.</summary>
    /// <param name="level">The level.</param>
    public static double? FloorOf(QualityLevel level) => level switch
    {
        QualityLevel.Economy => 0.55,
        QualityLevel.Balanced => 0.75,
        _ => null,
    };
}
