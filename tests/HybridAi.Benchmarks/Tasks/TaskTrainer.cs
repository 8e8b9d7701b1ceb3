using HybridAi.Core.Routing.Tasks;

namespace HybridAi.Benchmarks.Tasks;

/// <summary>
/// Fits the classifier's weights: multinomial logistic regression by stochastic gradients (AdaGrad), with features left out by chance so that no
/// single word decides, and the last epochs' weights averaged. The same seed gives the same weights.
/// </summary>
internal sealed class TaskTrainer(TrainingSet set, int seed)
{
    private const int Variants = 8;
    private const int Epochs = 24;
    private const int AveragedEpochs = 8;
    private const double LeftOut = 0.25;
    private const float Rate = 0.15f;
    private const float Shrink = 2e-5f;
    private const float Smoothing = 0.05f;

    private static readonly int Classes = TaskNames.Count;

    /// <summary>Trains on these prompts of the set.</summary>
    public TaskClassifier Train(IReadOnlyList<TrainingPrompt> prompts) => TaskClassifier.Read(TaskClassifier.Write(Fit(prompts)));

    /// <summary>The weights of these prompts, as a file holds them.</summary>
    public byte[] Weights(IReadOnlyList<TrainingPrompt> prompts) => TaskClassifier.Write(Fit(prompts));

    private float[] Fit(IReadOnlyList<TrainingPrompt> prompts)
    {
        var random = new Random(seed);
        (TaskKind Task, List<(int Bucket, float Value)> Features)[] examples =
        [
            .. from prompt in prompts
               from variant in Enumerable.Range(0, Variants)
               select (prompt.Task, FeaturesOf(set.Fill(prompt, variant, random))),
        ];
        // Tasks with fewer prompts count as much as the others.
        var shares = examples.GroupBy(one => one.Task).ToDictionary(group => group.Key, group => examples.Length / (float)(Classes * group.Count()));
        var weights = new float[TaskFeatures.Buckets * Classes];
        var squares = new float[weights.Length];
        var average = new float[weights.Length];
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            random.Shuffle(examples);
            foreach (var (task, features) in examples)
                Step(weights, squares, features.FindAll(_ => random.NextDouble() >= LeftOut), (int)task, shares[task]);
            for (var i = 0; epoch >= Epochs - AveragedEpochs && i < weights.Length; i++)
                average[i] += weights[i] / AveragedEpochs;
        }

        return average;
    }

    private static void Step(float[] weights, float[] squares, List<(int Bucket, float Value)> features, int task, float share)
    {
        Span<float> chances = stackalloc float[Classes];
        chances.Clear();
        foreach (var (bucket, value) in features)
        {
            for (var c = 0; c < chances.Length; c++)
                chances[c] += weights[(bucket * chances.Length) + c] * value;
        }

        ToChances(chances);
        foreach (var (bucket, value) in features)
        {
            for (var c = 0; c < chances.Length; c++)
            {
                var at = (bucket * chances.Length) + c;
                var wanted = c == task ? 1 - Smoothing : Smoothing / (chances.Length - 1);
                var slope = ((chances[c] - wanted) * value * share) + (Shrink * weights[at]);
                squares[at] += slope * slope;
                weights[at] -= Rate * slope / MathF.Sqrt(squares[at] + 1e-6f);
            }
        }
    }

    private static void ToChances(Span<float> scores)
    {
        var (most, sum) = (float.MinValue, 0f);
        foreach (var score in scores)
            most = Math.Max(most, score);
        foreach (ref var score in scores)
            sum += score = MathF.Exp(score - most);
        foreach (ref var score in scores)
            score /= sum;
    }

    private static List<(int Bucket, float Value)> FeaturesOf(TrainingPrompt prompt)
    {
        var collector = new Collector([]);
        TaskFeatures.Read(prompt.Prompt, prompt.System, ref collector);
        return [.. collector.Features.GroupBy(one => one.Bucket).Select(same => (same.Key, same.Sum(one => one.Value)))];
    }

    private struct Collector(List<(int Bucket, float Value)> features) : ITaskFeatureSink
    {
        private int _begin;

        public List<(int Bucket, float Value)> Features { get; } = features;

        public readonly void Add(int bucket) => Features.Add((bucket, 1));

        public void EndZone(float scale)
        {
            for (; _begin < Features.Count; _begin++)
                Features[_begin] = (Features[_begin].Bucket, scale);
        }
    }
}
