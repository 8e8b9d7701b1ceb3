using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Jobs.Tuning;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi.Jobs;

/// <summary>Hyperparameters as asked for; null stands for "auto".</summary>
internal sealed record Hyperparameters
{
    private const double UsualLearningRate = 1.8;
    private const double UsualBeta = 0.1;

    private static readonly FieldRule Epoch = new(FieldKind.Integer) { Min = 1, Max = 50, Nullable = false };
    private static readonly FieldRule Batch = new(FieldKind.Integer) { Min = 1, Max = 256, Nullable = false };
    private static readonly FieldRule Rate = new(FieldKind.Number) { Min = 0.0001, Max = 10, Nullable = false };
    private static readonly FieldRule Preference = new(FieldKind.Number) { Min = 0.0001, Max = 2, Nullable = false };

    public int? Epochs { get; init; }

    public int? BatchSize { get; init; }

    public double? LearningRate { get; init; }

    public double? Beta { get; init; }

    public static ApiError? Read(JsonElement json, string path, bool withBeta, ProviderProfile profile, out Hyperparameters read)
    {
        read = new Hyperparameters();
        string[] known = withBeta ? ["n_epochs", "batch_size", "learning_rate_multiplier", "beta"] : ["n_epochs", "batch_size", "learning_rate_multiplier"];
        if (JobErrors.CheckMembers(json, path, profile, known) is { } unknown)
            return unknown;
        foreach (var member in json.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.String && member.Value.GetString() == "auto")
                continue;
            var rule = member.Name switch { "n_epochs" => Epoch, "batch_size" => Batch, "beta" => Preference, _ => Rate };
            if (rule.Check($"{path}.{member.Name}", member.Value) is { } wrong)
                return wrong;
            var value = member.Value.GetDouble();
            read = member.Name switch
            {
                "n_epochs" => read with { Epochs = (int)value },
                "batch_size" => read with { BatchSize = (int)value },
                "beta" => read with { Beta = value },
                _ => read with { LearningRate = value },
            };
        }

        return null;
    }

    /// <summary>What is used for so much data.</summary>
    public TrainingPlan Decide(TrainingData data, bool preferences)
    {
        var epochs = Epochs ?? TrainingPlan.AutoEpochs(data.Examples);
        var batch = BatchSize ?? TrainingPlan.AutoBatch(data.Examples);
        var rate = LearningRate ?? UsualLearningRate;
        var steps = Math.Max(1, (int)Math.Ceiling((double)data.Examples / batch)) * epochs;
        return new TrainingPlan
        {
            Epochs = epochs,
            BatchSize = batch,
            LearningRate = rate,
            Beta = preferences ? Beta ?? UsualBeta : null,
            Curve = new TrainingCurve(data.Hash, steps, epochs, rate, data.Examples),
            TrainedTokens = data.Tokens * epochs,
        };
    }
}
