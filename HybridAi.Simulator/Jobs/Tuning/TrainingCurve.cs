using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Jobs.Tuning;

/// <summary>How the loss falls: always the same for the same data and hyperparameters.</summary>
internal sealed class TrainingCurve
{
    private readonly double _start;
    private readonly double _floor;
    private readonly double _steepness;
    private readonly double _overfit;

    public TrainingCurve(ulong data, int steps, double epochs, double learningRate, int examples)
    {
        Steps = steps;
        var random = new Randomness(data);
        _start = 1.4 + (1.4 * random.NextUnit());
        _floor = 0.15 + (0.3 * random.NextUnit());
        _steepness = (1.5 + Math.Min(2, epochs / 4)) * Math.Sqrt(Math.Clamp(learningRate, 0.05, 4));
        _overfit = Math.Min(0.5, epochs / Math.Max(20.0, examples));
    }

    public int Steps { get; }

    public double TrainLoss(int step) => Round(_floor + ((_start - _floor) * Math.Exp(-_steepness * step / Steps)));

    /// <summary>Above the training loss, the more so the oftener few examples were seen.</summary>
    public double ValidLoss(int step) => Round((TrainLoss(step) * 1.05) + (_overfit * step * step / ((double)Steps * Steps)));

    public static double Accuracy(double loss) => Round(Math.Exp(-loss / 2));

    private static double Round(double value) => Math.Round(value, 5);
}
