namespace HybridAi.Core.Budgets;

/// <summary>What counters have to be changed by.</summary>
public static class BudgetDifference
{
    /// <summary>What was really spent less what was counted, for each subject of which the two differ.</summary>
    /// <param name="mark">What was counted.</param>
    /// <param name="spent">What was really spent; who is not there had spent nothing.</param>
    public static IReadOnlyDictionary<string, long> Of(BudgetMark mark, IReadOnlyDictionary<string, long> spent)
    {
        var differences = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (subject, real) in spent)
        {
            if (real - mark.Spent.GetValueOrDefault(subject) is not 0 and var difference)
                differences[subject] = difference;
        }

        foreach (var (subject, counted) in mark.Spent)
        {
            if (counted != 0 && !spent.ContainsKey(subject))
                differences[subject] = -counted;
        }

        return differences;
    }
}
