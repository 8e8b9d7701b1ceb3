namespace HybridAi.Benchmarks.Subjects;

/// <summary>What the tables call them, in the order of their rows.</summary>
internal static class SubjectNames
{
    public const string Upstream = "upstream alone";
    public const string Nginx = "nginx";
    public const string Raw = "raw proxy";
    public const string Gateway = "gateway";
    public const string Controlled = "gateway with control on";
    public const string Cached = "gateway with cache on";
    public const string Distributed = "distributed gateway";

    private static readonly string[] Order = [Upstream, Nginx, Raw, Gateway, Controlled, Cached, Distributed];

    public static bool IsGateway(string name) => name is Gateway or Controlled or Cached or Distributed;

    /// <summary>Whether a gateway is measured in a scenario: the one with the cache only where that is what it is about, the others elsewhere.</summary>
    public static bool TakesPart(string name, bool cached) => !IsGateway(name) || cached == (name == Cached);

    public static IEnumerable<string> InOrder(IEnumerable<string> names) => Order.Intersect(names);
}
