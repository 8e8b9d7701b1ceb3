using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HybridAi.Core.Routing.Geography;

/// <summary>Where regions are: those of the large clouds by their names, and a few coarse ones. The data is <c>regions.json</c>.</summary>
public sealed class RegionTable
{
    private const double EarthRadiusKilometers = 6371;

    private readonly FrozenDictionary<string, int> _numbers;
    private readonly double[] _kilometers;
    private readonly int _count;

    private RegionTable(IReadOnlyList<Region> regions)
    {
        _count = regions.Count;
        _numbers = regions.Index().ToFrozenDictionary(region => region.Item.Name, region => region.Index, StringComparer.OrdinalIgnoreCase);
        _kilometers = new double[_count * _count];
        for (var a = 0; a < _count; a++)
        {
            for (var b = 0; b < _count; b++)
                _kilometers[(a * _count) + b] = Distance(regions[a], regions[b]);
        }
    }

    /// <summary>Reads the data file that comes with the product.</summary>
    public static RegionTable LoadBuiltIn()
    {
        using var stream = typeof(RegionTable).Assembly.GetManifestResourceStream("regions.json")!;
        return new RegionTable(JsonSerializer.Deserialize(stream, RegionJson.Default.IReadOnlyListRegion)!);
    }

    /// <summary>Whether a region is known.</summary>
    /// <param name="region">Its name, in any case.</param>
    public bool Knows(string region) => _numbers.ContainsKey(region);

    /// <summary>The distance between two regions along the surface.</summary>
    /// <param name="from">One, in any case.</param>
    /// <param name="to">The other.</param>
    /// <returns>Kilometers; 0 for the same name, be it known or not; null if one of them is not known.</returns>
    public double? Kilometers(string? from, string? to)
    {
        if (from is null || to is null)
            return null;
        if (from.Equals(to, StringComparison.OrdinalIgnoreCase))
            return 0;
        return _numbers.TryGetValue(from, out var a) && _numbers.TryGetValue(to, out var b) ? _kilometers[(a * _count) + b] : null;
    }

    // The haversine formula.
    private static double Distance(Region a, Region b)
    {
        var (latitude, longitude) = (double.DegreesToRadians(b.Lat - a.Lat), double.DegreesToRadians(b.Lon - a.Lon));
        var chord = Square(Math.Sin(latitude / 2))
            + (Math.Cos(double.DegreesToRadians(a.Lat)) * Math.Cos(double.DegreesToRadians(b.Lat)) * Square(Math.Sin(longitude / 2)));
        return 2 * EarthRadiusKilometers * Math.Asin(Math.Min(1, Math.Sqrt(chord)));
    }

    private static double Square(double value) => value * value;
}

/// <summary>A region of the data file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Lat">Its latitude in degrees, north positive.</param>
/// <param name="Lon">Its longitude in degrees, east positive.</param>
internal sealed record Region(string Name, double Lat, double Lon);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<Region>))]
internal sealed partial class RegionJson : JsonSerializerContext;
