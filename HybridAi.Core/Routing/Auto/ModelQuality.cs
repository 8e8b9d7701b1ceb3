using System.Text.Json;
using System.Text.Json.Serialization;
using HybridAi.Core.Costs;

namespace HybridAi.Core.Routing.Auto;

/// <summary>
/// What is assumed of models' quality for each task: <c>model-quality.json</c>. These are priors, not measurements: classes of size and price
/// with plausible scores, there to be replaced by what an installation measures or knows (registered deployments, auto models' own scores).
/// </summary>
public sealed class ModelQuality
{
    private const decimal InputShare = 0.75m;

    private readonly QualityFile _file;
    private readonly Dictionary<string, TaskQuality> _classes;

    private ModelQuality(QualityFile file)
    {
        _file = file;
        _classes = file.Classes.ToDictionary(pair => pair.Key, pair => TaskQuality.Of(0).With(pair.Value), StringComparer.Ordinal);
    }

    /// <summary>The classes' names.</summary>
    internal IEnumerable<string> Classes => _classes.Keys;

    /// <summary>The models that the file names, as <c>provider/id</c> of the catalog.</summary>
    internal IEnumerable<string> Listed => _file.Models.Keys;

    /// <summary>Reads the data file that comes with the product.</summary>
    public static ModelQuality LoadBuiltIn()
    {
        using var stream = typeof(ModelQuality).Assembly.GetManifestResourceStream("model-quality.json")!;
        return new ModelQuality(JsonSerializer.Deserialize(stream, QualityJson.Default.QualityFile)!);
    }

    /// <summary>What is assumed of a deployment.</summary>
    /// <param name="deployment">The deployment. What an administrator said of its quality holds for all tasks and beats everything here.</param>
    /// <param name="at">When: prices change.</param>
    public TaskQuality Of(Deployment deployment, DateTimeOffset at)
    {
        if (deployment.Quality is { } known)
            return TaskQuality.Of(known);
        var listed = deployment.CatalogModel is { } model ? _file.Models.GetValueOrDefault($"{model.Provider}/{model.Id}") : null;
        var quality = _classes[listed?.Class ?? ClassByPrice(deployment, at)];
        if (deployment.CatalogModel?.Supports.Reasoning == false)
            quality = quality.With(_file.WithoutReasoning.ToDictionary(pair => pair.Key, pair => Math.Max(0, quality[Tasks.TaskNames.Find(pair.Key)!.Value] + pair.Value)));
        return listed?.Scores is { } scores ? quality.With(scores) : quality;
    }

    // The price of a million tokens, three quarters of them input.
    private string ClassByPrice(Deployment deployment, DateTimeOffset at)
    {
        var cost = deployment.Prices.CostOf(new TokenUsage { Input = (long)(InputShare * 1_000_000), Output = (long)((1 - InputShare) * 1_000_000) }, at);
        if (cost is not { Usd: > 0 } known)
            return _file.UnknownPrice;
        foreach (var step in _file.ByPrice)
        {
            if (known.Usd >= step.From)
                return step.Class;
        }

        return _file.UnknownPrice;
    }
}

/// <summary>The data file.</summary>
/// <param name="Classes">Scores by task for each class of models.</param>
/// <param name="WithoutReasoning">What is added to the scores of models that do not reason before they answer.</param>
/// <param name="Models">The models whose class is known, as <c>provider/id</c>.</param>
/// <param name="ByPrice">The classes of all others by the price of a million tokens, dearest first.</param>
/// <param name="UnknownPrice">The class of models that are free or of unknown price.</param>
internal sealed record QualityFile(
    IReadOnlyDictionary<string, Dictionary<string, double>> Classes, IReadOnlyDictionary<string, double> WithoutReasoning, IReadOnlyDictionary<string, QualityFileModel> Models,
    IReadOnlyList<QualityFileStep> ByPrice, string UnknownPrice);

/// <summary>A model of the data file.</summary>
/// <param name="Class">Its class.</param>
/// <param name="Scores">Scores of its own by task; <c>*</c> stands for all other tasks.</param>
internal sealed record QualityFileModel(string Class, IReadOnlyDictionary<string, double>? Scores = null);

/// <summary>A price from which on a class holds, in US dollars.</summary>
internal sealed record QualityFileStep(decimal From, string Class);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(QualityFile))]
internal sealed partial class QualityJson : JsonSerializerContext;
