namespace HybridAi.Simulator.Catalog;

/// <summary>How a model can be tuned.</summary>
/// <param name="TrainingPrice">US dollars per 1,000,000 trained tokens; null where none is known.</param>
/// <param name="Inference">What the tuned model costs; null: what its base costs.</param>
/// <param name="Methods">Such as <c>supervised</c> and <c>dpo</c>.</param>
/// <param name="Snapshot">The name under which the model is tuned, where it is another.</param>
internal sealed record FineTuning(decimal? TrainingPrice, PriceRates? Inference, IReadOnlyList<string> Methods, string? Snapshot);
