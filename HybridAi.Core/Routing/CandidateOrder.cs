using System.Buffers;

namespace HybridAi.Core.Routing;

/// <summary>Puts candidates into the order in which they are tried: by tier, within it by score, the lowest first; of equal ones the earlier among the candidates.</summary>
internal static class CandidateOrder
{
    private const int MostOnStack = 256;

    /// <summary>Sorts them.</summary>
    public static void Sort(Span<RouteCandidate> candidates)
    {
        // Candidates are large: to move 200 of them about while they are sorted took 15 to 20 us, and to sort their places takes 4.
        var places = candidates.Length <= MostOnStack ? stackalloc Place[candidates.Length] : new Place[candidates.Length];
        for (var i = 0; i < candidates.Length; i++)
            places[i] = new Place(candidates[i].Tier, candidates[i].Score, candidates[i].Index, i);
        places.Sort();
        var ordered = ArrayPool<RouteCandidate>.Shared.Rent(candidates.Length);
        for (var i = 0; i < candidates.Length; i++)
            ordered[i] = candidates[places[i].At];
        ordered.AsSpan(0, candidates.Length).CopyTo(candidates);
        ArrayPool<RouteCandidate>.Shared.Return(ordered, clearArray: true);
    }

    // By what a candidate is ordered, and where it stands.
    private readonly record struct Place(UInt128 Tier, double Score, int Index, int At) : IComparable<Place>
    {
        public int CompareTo(Place other) => Tier != other.Tier ? Tier.CompareTo(other.Tier) : Score.CompareTo(other.Score) is not 0 and var order ? order : Index.CompareTo(other.Index);
    }
}
