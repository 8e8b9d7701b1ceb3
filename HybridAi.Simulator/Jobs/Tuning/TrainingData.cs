using HybridAi.Simulator.Answers;

namespace HybridAi.Simulator.Jobs.Tuning;

/// <summary>What a job needs to know about its examples.</summary>
/// <param name="Examples">The examples that can be used.</param>
/// <param name="Tokens">Their tokens.</param>
/// <param name="Hash">The same for the same data.</param>
/// <param name="Invalid">How many examples cannot be used.</param>
/// <param name="Problem">What is wrong with the first of these, and on which line.</param>
internal sealed record TrainingData(int Examples, long Tokens, ulong Hash, int Invalid, string? Problem)
{
    private const int MostTokensOfExample = 65_536;

    public static TrainingData Read(IEnumerable<byte[]> files, bool preferences)
    {
        var (examples, tokens, invalid, problem) = (0, 0L, 0, default(string));
        var all = new PromptMeter(preferences ? 2UL : 1UL);
        foreach (var file in files)
        {
            foreach (var (number, line) in JsonLines.Split(file))
            {
                var meter = new PromptMeter(0);
                using var document = JsonLines.Parse(line);
                var reason = document is null ? "not valid JSON"
                    : preferences ? ExampleReader.ReadPreference(document.RootElement, meter)
                    : ExampleReader.ReadChat(document.RootElement, meter);
                if (reason is not null)
                {
                    invalid++;
                    problem ??= $"Line {number}: {reason}";
                    continue;
                }

                examples++;
                tokens += Math.Min(meter.Tokens, MostTokensOfExample);
                all.AddHash(meter.Hash.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return new TrainingData(examples, tokens, all.Hash, invalid, problem);
    }
}
