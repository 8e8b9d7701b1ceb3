using HybridAi.Simulator.Catalog;
using HybridAi.Simulator.Jobs;

namespace HybridAi.Simulator.OpenAi.Jobs;

/// <summary>A request for a fine-tuning job that was found to be in order.</summary>
internal sealed record TuningRequest(
    CatalogModel Model, string Method, Hyperparameters Hyperparameters, StoredFile Training, StoredFile? Validation, string Suffix, long? Seed);
