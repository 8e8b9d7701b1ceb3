namespace HybridAi.Benchmarks.Subjects;

/// <summary>What the tables call the four, in the order of their rows.</summary>
internal static class SubjectNames
{
    public const string Upstream = "upstream alone";
    public const string Nginx = "nginx";
    public const string Raw = "raw proxy";
    public const string Gateway = "gateway";

    private static readonly string[] Order = [Upstream, Nginx, Raw, Gateway];

    public static IEnumerable<string> InOrder(IEnumerable<string> names) => Order.Intersect(names);
}
