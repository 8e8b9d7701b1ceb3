using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace HybridAi.Core.Routing.Tasks;

/// <summary>
/// Tells what a request is for by its last message and its system prompt: a linear model over hashed words (multinomial logistic regression).
/// Takes microseconds, and nothing leaves the process.
/// </summary>
/// <remarks>The weights are <c>task-weights.bin</c>; the command <c>tasks</c> of HybridAi.Benchmarks makes them of its training prompts.</remarks>
public sealed class TaskClassifier
{
    private const int Header = sizeof(float);

    private readonly float _scale;
    private readonly sbyte[] _weights;

    private TaskClassifier(float scale, sbyte[] weights) => (_scale, _weights) = (scale, weights);

    /// <summary>The one that comes with the product; read when it is first asked for.</summary>
    public static TaskClassifier BuiltIn => Loaded.Instance;

    /// <summary>Tells what a request is for.</summary>
    /// <param name="prompt">What the user says last. Of a long text its beginning and its end are looked at.</param>
    /// <param name="system">The system prompt, or nothing.</param>
    public TaskVerdict Classify(ReadOnlySpan<char> prompt, ReadOnlySpan<char> system = default)
    {
        Span<int> sums = stackalloc int[TaskNames.Count];
        Span<float> scores = stackalloc float[TaskNames.Count];
        sums.Clear();
        scores.Clear();
        var scorer = new Scorer(_weights, sums, scores);
        TaskFeatures.Read(prompt, system, ref scorer);
        var best = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[best])
                best = i;
        }

        var total = 0.0;
        foreach (var score in scores)
            total += Math.Exp((score - scores[best]) * _scale);
        return new TaskVerdict((TaskKind)best, 1 / total);
    }

    /// <summary>Reads weights: what one unit of them is worth, then for each feature one for each task.</summary>
    /// <exception cref="InvalidDataException">They are not of this version's shape.</exception>
    internal static TaskClassifier Read(ReadOnlySpan<byte> data)
    {
        if (data.Length != Header + (TaskFeatures.Buckets * TaskNames.Count))
            throw new InvalidDataException("The classifier's weights do not fit its features; train them anew.");
        return new TaskClassifier(BinaryPrimitives.ReadSingleLittleEndian(data), MemoryMarshal.Cast<byte, sbyte>(data[Header..]).ToArray());
    }

    /// <summary>Writes weights as <see cref="Read"/> reads them, rounded to 255 steps.</summary>
    /// <param name="weights">For each feature one for each task.</param>
    internal static byte[] Write(ReadOnlySpan<float> weights)
    {
        var scale = 0f;
        foreach (var weight in weights)
            scale = Math.Max(scale, Math.Abs(weight) / sbyte.MaxValue);
        var data = new byte[Header + weights.Length];
        BinaryPrimitives.WriteSingleLittleEndian(data, scale);
        for (var i = 0; i < weights.Length; i++)
            data[Header + i] = (byte)(sbyte)MathF.Round(weights[i] / scale);
        return data;
    }

    private ref struct Scorer(ReadOnlySpan<sbyte> weights, Span<int> sums, Span<float> scores) : ITaskFeatureSink
    {
        private readonly ReadOnlySpan<sbyte> _weights = weights;
        private readonly Span<int> _sums = sums;
        private readonly Span<float> _scores = scores;

        public readonly void Add(int bucket)
        {
            var row = _weights.Slice(bucket * _sums.Length, _sums.Length);
            for (var i = 0; i < row.Length; i++)
                _sums[i] += row[i];
        }

        public readonly void EndZone(float scale)
        {
            for (var i = 0; i < _sums.Length; i++)
                _scores[i] += _sums[i] * scale;
            _sums.Clear();
        }
    }

    private static class Loaded
    {
        public static readonly TaskClassifier Instance = Load();

        private static TaskClassifier Load()
        {
            using var stream = typeof(TaskClassifier).Assembly.GetManifestResourceStream("task-weights.bin")!;
            var data = new byte[stream.Length];
            stream.ReadExactly(data);
            return Read(data);
        }
    }
}
