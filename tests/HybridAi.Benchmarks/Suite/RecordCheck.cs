using System.Globalization;
using HybridAi.Benchmarks.Subjects;

namespace HybridAi.Benchmarks.Suite;

/// <summary>Compares what the gateway has on record with what the client counted: nothing metered may be lost.</summary>
internal static class RecordCheck
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private const int Tries = 120;

    public static async Task<(bool Agree, string Text)> RunAsync(string name, Uri gateway, long answered, CancellationToken stop)
    {
        using var management = new Management(gateway);
        long records = 0;
        for (var i = 0; i < Tries; i++)
        {
            records = await management.CountRecordsAsync(stop);
            if (records >= answered)
                break;
            await Task.Delay(Pause, stop); // the journal is still being drained
        }

        var verdict = records == answered ? "nothing lost, nothing twice" : "**they differ**";
        var text = string.Create(CultureInfo.InvariantCulture, $"Records of the {name}: {answered:#,0} requests answered, {records:#,0} records kept: {verdict}.");
        return (records == answered, text);
    }
}
