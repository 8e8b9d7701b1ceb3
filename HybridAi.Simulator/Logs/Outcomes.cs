namespace HybridAi.Simulator.Logs;

/// <summary>The words for outcomes.</summary>
internal static class Outcomes
{
    public static string Name(Outcome outcome) => outcome switch
    {
        Outcome.Completed => "completed",
        Outcome.Cancelled => "cancelled",
        Outcome.Cut => "cut",
        Outcome.Error => "error",
        _ => "pending",
    };
}
