using System.Globalization;

namespace HybridAi.Benchmarks.Upstream;

/// <summary>How the upstream streams, set by the suite between scenarios (<c>PUT /_bench/script</c>) for all requests that follow.</summary>
/// <param name="Chunks">Chunks with content.</param>
/// <param name="FirstDelay">From the request to the first content. Zero: at once.</param>
/// <param name="Interval">Between chunks. Zero: one after the other, each flushed by itself.</param>
/// <param name="Stamped">Whether the first content tells when it was written, in nanoseconds of the machine's monotonic clock.</param>
internal sealed record StreamScript(int Chunks, TimeSpan FirstDelay, TimeSpan Interval, bool Stamped)
{
    public static readonly StreamScript Default = new(Chunks: 20, TimeSpan.Zero, TimeSpan.Zero, Stamped: false);

    public string ToQuery() => string.Create(
        CultureInfo.InvariantCulture,
        $"chunks={Chunks}&first={FirstDelay.TotalMilliseconds}&interval={Interval.TotalMilliseconds}&stamped={Stamped}");

    public static StreamScript FromQuery(IQueryCollection query) => new(
        int.Parse(query["chunks"].ToString(), CultureInfo.InvariantCulture),
        TimeSpan.FromMilliseconds(double.Parse(query["first"].ToString(), CultureInfo.InvariantCulture)),
        TimeSpan.FromMilliseconds(double.Parse(query["interval"].ToString(), CultureInfo.InvariantCulture)),
        bool.Parse(query["stamped"].ToString()));
}
