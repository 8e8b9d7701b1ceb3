using System.Globalization;

namespace HybridAi.EndToEnd.Tests.Distributed;

/// <summary>What a test counted: shown with its result, and written for <c>./bench.sh chaos</c> into the file that <c>HYBRIDAI_TEST_FIGURES</c> names.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Requests">How many requests were made.</param>
/// <param name="Failed">How many of them did not get a whole answer.</param>
/// <param name="Recorded">How many records there are.</param>
/// <param name="Lost">How many whole answers have none.</param>
/// <param name="Doubled">How many requests have more than one.</param>
internal sealed record Figures(string Event, int Requests, int Failed, int Recorded, int Lost, int Doubled)
{
    private static readonly Lock Writing = new();

    public void Tell(ITestOutputHelper output)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Event}: {Requests} requests, {Failed} failed, {Recorded} recorded, {Lost} lost, {Doubled} doubled"));
        if (Environment.GetEnvironmentVariable("HYBRIDAI_TEST_FIGURES") is not { Length: > 0 } file)
            return;
        lock (Writing)
            File.AppendAllText(file, string.Create(CultureInfo.InvariantCulture, $"{Event}\t{Requests:#,0}\t{Failed:#,0}\t{Recorded:#,0}\t{Lost:#,0}\t{Doubled:#,0}\n"));
    }
}
