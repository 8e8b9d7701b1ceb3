using Xunit.Sdk;
using Xunit.v3;

namespace HybridAi.EndToEnd.Tests.Site.Browsing;

/// <summary>Leaves a class's tests in their order, but runs those with the trait <see cref="Runs"/> after all others.</summary>
public sealed class LastComesLast : ITestCaseOrderer
{
    public const string Runs = "Runs", Last = "last";

    public IReadOnlyCollection<TTestCase> OrderTestCases<TTestCase>(IReadOnlyCollection<TTestCase> testCases)
        where TTestCase : notnull, ITestCase => [.. testCases.OrderBy(test => test.Traits.TryGetValue(Runs, out var values) && values.Contains(Last))];
}
