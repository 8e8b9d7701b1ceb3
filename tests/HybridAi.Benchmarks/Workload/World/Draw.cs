namespace HybridAi.Benchmarks.Workload.World;

/// <summary>What is drawn for.</summary>
internal enum Draw
{
    Sessions,
    Session,
    Request,
    Drift,
    Shifts,
    Outage,
    Attempt,
    Texts,
    Router,
    Retries,
    Labels,
    Withheld,
    Prompts,
    Prompt,
    Asked,
    PromptTexts,
}
