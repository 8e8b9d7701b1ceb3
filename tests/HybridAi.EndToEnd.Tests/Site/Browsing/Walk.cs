namespace HybridAi.EndToEnd.Tests.Site.Browsing;

/// <summary>What the tests of a class have seen and used of the site, all together, for the one of them that asks at the end whether something was left out.</summary>
public sealed class Walk
{
    private readonly HashSet<string> _ended = [];

    /// <summary>Addresses of pages.</summary>
    internal HashSet<string> Visited { get; } = [];

    /// <summary>Forms of all pages that were looked at.</summary>
    internal HashSet<SeenForm> Seen { get; } = [];

    /// <summary>Forms that were sent.</summary>
    internal HashSet<SeenForm> Used { get; } = [];

    /// <summary>Buttons that send nothing, of all pages that were looked at, and those that were pressed.</summary>
    internal HashSet<string> SeenButtons { get; } = [];

    internal HashSet<string> UsedButtons { get; } = [];

    /// <summary>The test that runs has come to its end, with what its reader noted.</summary>
    internal void End(Reader reader)
    {
        Seen.UnionWith(reader.Seen);
        Used.UnionWith(reader.Used);
        SeenButtons.UnionWith(reader.SeenButtons);
        UsedButtons.UnionWith(reader.UsedButtons);
        _ended.Add(Running);
    }

    /// <summary>Of a class's tests, those other than the one that runs that have not come to their end.</summary>
    internal IEnumerable<string> Missing(Type tests) =>
        tests.GetMethods().Where(method => method.IsDefined(typeof(FactAttribute), inherit: true)).Select(method => method.Name).Except([.. _ended, Running]);

    private static string Running => TestContext.Current.TestMethod!.MethodName;
}
